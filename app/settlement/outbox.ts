import { registerPersonalData } from '#partners/personal_data'
import { billedFor, countRunningOrders, owedTo } from '#settlement/queries/unsettled'

// Books are kept without names; what a partner is still to get is told in its export, and holds its erasure up.
registerPersonalData({
  name: 'unsettled',
  collect: async (partner) => ({
    running_orders: await countRunningOrders(partner),
    billed: await billedFor(partner),
    owed: await owedTo(partner),
  }),
  obstacles: [
    { label: 'settlement.erasure.orders', count: countRunningOrders },
    { label: 'settlement.erasure.billed', count: billedFor },
    { label: 'settlement.erasure.owed', count: owedTo },
  ],
})
