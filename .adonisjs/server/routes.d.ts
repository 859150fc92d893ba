import '@adonisjs/core/types/http'

type ParamValue = string | number | bigint | boolean

export type ScannedRoutes = {
  ALL: {
    'store.assets': { paramsTuple: [...ParamValue[]]; params: {'*': ParamValue[]} }
    'store.health': { paramsTuple?: []; params?: {} }
    'partner.assets': { paramsTuple: [...ParamValue[]]; params: {'*': ParamValue[]} }
    'partner.health': { paramsTuple?: []; params?: {} }
    'staff.assets': { paramsTuple: [...ParamValue[]]; params: {'*': ParamValue[]} }
    'staff.health': { paramsTuple?: []; params?: {} }
    'doorway.assets': { paramsTuple: [...ParamValue[]]; params: {'*': ParamValue[]} }
    'doorway.health': { paramsTuple?: []; params?: {} }
  }
  GET: {
    'store.assets': { paramsTuple: [...ParamValue[]]; params: {'*': ParamValue[]} }
    'store.health': { paramsTuple?: []; params?: {} }
    'partner.assets': { paramsTuple: [...ParamValue[]]; params: {'*': ParamValue[]} }
    'partner.health': { paramsTuple?: []; params?: {} }
    'staff.assets': { paramsTuple: [...ParamValue[]]; params: {'*': ParamValue[]} }
    'staff.health': { paramsTuple?: []; params?: {} }
    'doorway.assets': { paramsTuple: [...ParamValue[]]; params: {'*': ParamValue[]} }
    'doorway.health': { paramsTuple?: []; params?: {} }
  }
  HEAD: {
    'store.assets': { paramsTuple: [...ParamValue[]]; params: {'*': ParamValue[]} }
    'store.health': { paramsTuple?: []; params?: {} }
    'partner.assets': { paramsTuple: [...ParamValue[]]; params: {'*': ParamValue[]} }
    'partner.health': { paramsTuple?: []; params?: {} }
    'staff.assets': { paramsTuple: [...ParamValue[]]; params: {'*': ParamValue[]} }
    'staff.health': { paramsTuple?: []; params?: {} }
    'doorway.assets': { paramsTuple: [...ParamValue[]]; params: {'*': ParamValue[]} }
    'doorway.health': { paramsTuple?: []; params?: {} }
  }
}
declare module '@adonisjs/core/types/http' {
  export interface RoutesList extends ScannedRoutes {}
}