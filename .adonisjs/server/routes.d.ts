import '@adonisjs/core/types/http'

type ParamValue = string | number | bigint | boolean

export type ScannedRoutes = {
  ALL: {
    'store.assets': { paramsTuple: [...ParamValue[]]; params: {'*': ParamValue[]} }
    'store.health': { paramsTuple?: []; params?: {} }
    'home.show': { paramsTuple?: []; params?: {} }
    'products.index': { paramsTuple?: []; params?: {} }
    'products.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'categories.show': { paramsTuple: [ParamValue]; params: {'slug': ParamValue} }
    'searches.search': { paramsTuple?: []; params?: {} }
    'assistants.show': { paramsTuple?: []; params?: {} }
    'pages.faq': { paramsTuple?: []; params?: {} }
    'pages.guide': { paramsTuple?: []; params?: {} }
    'pages.contact': { paramsTuple?: []; params?: {} }
    'pages.terms': { paramsTuple?: []; params?: {} }
    'pages.disclaimer': { paramsTuple?: []; params?: {} }
    'site_files.robots': { paramsTuple?: []; params?: {} }
    'site_files.sitemap': { paramsTuple?: []; params?: {} }
    'site_files.icon': { paramsTuple?: []; params?: {} }
    'ratings.edit': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'ratings.store': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'staff_entries.show': { paramsTuple: [ParamValue]; params: {'token': ParamValue} }
    'staff_entries.store': { paramsTuple?: []; params?: {} }
    'demo_sign_in.store': { paramsTuple: [ParamValue]; params: {'token': ParamValue} }
    'customers.login': { paramsTuple?: []; params?: {} }
    'customers.login.store': { paramsTuple?: []; params?: {} }
    'customers.register': { paramsTuple?: []; params?: {} }
    'customers.register.store': { paramsTuple?: []; params?: {} }
    'customers.sent': { paramsTuple?: []; params?: {} }
    'customers.resend': { paramsTuple?: []; params?: {} }
    'customers.resend.store': { paramsTuple?: []; params?: {} }
    'customers.activate': { paramsTuple: [ParamValue]; params: {'token': ParamValue} }
    'customers.activate.store': { paramsTuple: [ParamValue]; params: {'token': ParamValue} }
    'customers.logout': { paramsTuple?: []; params?: {} }
    'customers.account': { paramsTuple?: []; params?: {} }
    'customers.account.update': { paramsTuple?: []; params?: {} }
    'customers.password': { paramsTuple?: []; params?: {} }
    'customers.password.update': { paramsTuple?: []; params?: {} }
    'customers.devices.destroy': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'customers.numbers.store': { paramsTuple?: []; params?: {} }
    'customers.numbers.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'customers.numbers.update': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'customers.numbers.resend': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'customers.numbers.remove': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'store.captcha': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'store.media': { paramsTuple: [...ParamValue[]]; params: {'*': ParamValue[]} }
    'store.cover': { paramsTuple: [ParamValue,ParamValue]; params: {'id': ParamValue,'file': ParamValue} }
    'orders.index': { paramsTuple?: []; params?: {} }
    'orders.store': { paramsTuple?: []; params?: {} }
    'orders.show': { paramsTuple: [ParamValue]; params: {'number': ParamValue} }
    'orders.open': { paramsTuple: [ParamValue]; params: {'number': ParamValue} }
    'orders.receipt': { paramsTuple: [ParamValue]; params: {'number': ParamValue} }
    'orders.cancel': { paramsTuple: [ParamValue]; params: {'number': ParamValue} }
    'orders.stop': { paramsTuple: [ParamValue]; params: {'number': ParamValue} }
    'orders.renewal': { paramsTuple: [ParamValue]; params: {'number': ParamValue} }
    'payments.callback.store': { paramsTuple: [ParamValue]; params: {'method': ParamValue} }
    'pks.verify.show': { paramsTuple?: []; params?: {} }
    'pks.verify.store': { paramsTuple?: []; params?: {} }
    'store.knowledge.index': { paramsTuple?: []; params?: {} }
    'store.knowledge.show': { paramsTuple: [ParamValue]; params: {'slug': ParamValue} }
    'store.knowledge.picture': { paramsTuple: [ParamValue]; params: {'file': ParamValue} }
    'partner.assets': { paramsTuple: [...ParamValue[]]; params: {'*': ParamValue[]} }
    'partner.health': { paramsTuple?: []; params?: {} }
    'partner@demo_sign_in.store': { paramsTuple: [ParamValue]; params: {'token': ParamValue} }
    'partners.login': { paramsTuple?: []; params?: {} }
    'partners.login.store': { paramsTuple?: []; params?: {} }
    'partners.register': { paramsTuple?: []; params?: {} }
    'partners.register.store': { paramsTuple?: []; params?: {} }
    'partners.review': { paramsTuple?: []; params?: {} }
    'partners.review.store': { paramsTuple?: []; params?: {} }
    'partners.sent': { paramsTuple?: []; params?: {} }
    'partners.resend': { paramsTuple?: []; params?: {} }
    'partners.resend.store': { paramsTuple?: []; params?: {} }
    'partners.activate': { paramsTuple: [ParamValue]; params: {'token': ParamValue} }
    'partners.activate.store': { paramsTuple: [ParamValue]; params: {'token': ParamValue} }
    'partners.logout': { paramsTuple?: []; params?: {} }
    'partners.account': { paramsTuple?: []; params?: {} }
    'partners.account.edit': { paramsTuple?: []; params?: {} }
    'partners.account.update': { paramsTuple?: []; params?: {} }
    'partners.password': { paramsTuple?: []; params?: {} }
    'partners.password.update': { paramsTuple?: []; params?: {} }
    'partners.devices.destroy': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'partner.captcha': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'partner.media': { paramsTuple: [...ParamValue[]]; params: {'*': ParamValue[]} }
    'partner.cover': { paramsTuple: [ParamValue,ParamValue]; params: {'id': ParamValue,'file': ParamValue} }
    'contents.create': { paramsTuple?: []; params?: {} }
    'contents.store': { paramsTuple?: []; params?: {} }
    'contents.edit': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'contents.update': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'content_statuses.index': { paramsTuple?: []; params?: {} }
    'content_statuses.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'submissions.create': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'submissions.store': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'retests.store': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'withdrawals.store': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'development_urls.update': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'api.transactions.show': { paramsTuple: [ParamValue]; params: {'trx_id': ParamValue} }
    'integration.index': { paramsTuple?: []; params?: {} }
    'integration.live': { paramsTuple?: []; params?: {} }
    'integration.scenarios.run': { paramsTuple: [ParamValue]; params: {'scenario': ParamValue} }
    'integration.urls.on': { paramsTuple?: []; params?: {} }
    'integration.keys.store': { paramsTuple?: []; params?: {} }
    'integration.keys.activate': { paramsTuple?: []; params?: {} }
    'integration.calls.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'integration.calls.trace': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'integration.calls.resend': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'pks.help': { paramsTuple?: []; params?: {} }
    'pks.partner.index': { paramsTuple?: []; params?: {} }
    'pks.partner.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'pks.partner.document': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'pks.partner.reissue': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'pks.partner.reply': { paramsTuple: [ParamValue,ParamValue]; params: {'id': ParamValue,'reply': ParamValue} }
    'pks.partner.upload': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'pks.development_certificate': { paramsTuple?: []; params?: {} }
    'reports.index': { paramsTuple?: []; params?: {} }
    'reports.csv': { paramsTuple?: []; params?: {} }
    'partner.knowledge.index': { paramsTuple?: []; params?: {} }
    'partner.knowledge.show': { paramsTuple: [ParamValue]; params: {'slug': ParamValue} }
    'partner.knowledge.picture': { paramsTuple: [ParamValue]; params: {'file': ParamValue} }
    'documents.index': { paramsTuple?: []; params?: {} }
    'documents.show': { paramsTuple?: []; params?: {} }
    'documents.pdf': { paramsTuple?: []; params?: {} }
    'documents.vectors': { paramsTuple?: []; params?: {} }
    'partner.home': { paramsTuple?: []; params?: {} }
    'staff.assets': { paramsTuple: [...ParamValue[]]; params: {'*': ParamValue[]} }
    'staff.health': { paramsTuple?: []; params?: {} }
    'staff@demo_sign_in.store': { paramsTuple: [ParamValue]; params: {'token': ParamValue} }
    'staff.identity.login': { paramsTuple?: []; params?: {} }
    'staff.identity.code': { paramsTuple?: []; params?: {} }
    'staff.identity.login.store': { paramsTuple?: []; params?: {} }
    'staff.identity.code.store': { paramsTuple?: []; params?: {} }
    'staff.identity.logout': { paramsTuple?: []; params?: {} }
    'staff.identity.account': { paramsTuple?: []; params?: {} }
    'staff.identity.password': { paramsTuple?: []; params?: {} }
    'staff.identity.password.update': { paramsTuple?: []; params?: {} }
    'staff.identity.devices.destroy': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'staff.media': { paramsTuple: [...ParamValue[]]; params: {'*': ParamValue[]} }
    'staff.cover': { paramsTuple: [ParamValue,ParamValue]; params: {'id': ParamValue,'file': ParamValue} }
    'rounds.index': { paramsTuple?: []; params?: {} }
    'rounds.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'claims.store': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'claims.destroy': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'checklists.update': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'decisions.store': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'disclosures.store': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'store_entries.store': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'pks.staff.agreements': { paramsTuple?: []; params?: {} }
    'pks.staff.agreement': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'pks.staff.document': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'pks.staff.replies': { paramsTuple?: []; params?: {} }
    'pks.staff.reply': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'pks.staff.raw': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'pks.staff.judge': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'staff.home': { paramsTuple?: []; params?: {} }
    'staff.store_entry': { paramsTuple?: []; params?: {} }
    'staff.store_entry.store': { paramsTuple?: []; params?: {} }
    'companies.index': { paramsTuple?: []; params?: {} }
    'companies.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'administration.audit': { paramsTuple?: []; params?: {} }
    'administration.outbox': { paramsTuple?: []; params?: {} }
    'administration.outbox.retry': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'doorway.assets': { paramsTuple: [...ParamValue[]]; params: {'*': ParamValue[]} }
    'doorway.health': { paramsTuple?: []; params?: {} }
    'doorway.show': { paramsTuple?: []; params?: {} }
    'doorway.enter': { paramsTuple: [ParamValue]; params: {'account': ParamValue} }
    'mailbox.index': { paramsTuple?: []; params?: {} }
    'mailbox.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'mailbox.html': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'mailbox.raw': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'mailbox.attachment': { paramsTuple: [ParamValue,ParamValue]; params: {'id': ParamValue,'index': ParamValue} }
    'payments.callback.doorway': { paramsTuple: [ParamValue]; params: {'method': ParamValue} }
    'pks.development_lists': { paramsTuple: [ParamValue]; params: {'file': ParamValue} }
  }
  GET: {
    'store.assets': { paramsTuple: [...ParamValue[]]; params: {'*': ParamValue[]} }
    'store.health': { paramsTuple?: []; params?: {} }
    'home.show': { paramsTuple?: []; params?: {} }
    'products.index': { paramsTuple?: []; params?: {} }
    'products.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'categories.show': { paramsTuple: [ParamValue]; params: {'slug': ParamValue} }
    'searches.search': { paramsTuple?: []; params?: {} }
    'assistants.show': { paramsTuple?: []; params?: {} }
    'pages.faq': { paramsTuple?: []; params?: {} }
    'pages.guide': { paramsTuple?: []; params?: {} }
    'pages.contact': { paramsTuple?: []; params?: {} }
    'pages.terms': { paramsTuple?: []; params?: {} }
    'pages.disclaimer': { paramsTuple?: []; params?: {} }
    'site_files.robots': { paramsTuple?: []; params?: {} }
    'site_files.sitemap': { paramsTuple?: []; params?: {} }
    'site_files.icon': { paramsTuple?: []; params?: {} }
    'ratings.edit': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'staff_entries.show': { paramsTuple: [ParamValue]; params: {'token': ParamValue} }
    'demo_sign_in.store': { paramsTuple: [ParamValue]; params: {'token': ParamValue} }
    'customers.login': { paramsTuple?: []; params?: {} }
    'customers.register': { paramsTuple?: []; params?: {} }
    'customers.sent': { paramsTuple?: []; params?: {} }
    'customers.resend': { paramsTuple?: []; params?: {} }
    'customers.activate': { paramsTuple: [ParamValue]; params: {'token': ParamValue} }
    'customers.account': { paramsTuple?: []; params?: {} }
    'customers.password': { paramsTuple?: []; params?: {} }
    'customers.numbers.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'store.captcha': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'store.media': { paramsTuple: [...ParamValue[]]; params: {'*': ParamValue[]} }
    'store.cover': { paramsTuple: [ParamValue,ParamValue]; params: {'id': ParamValue,'file': ParamValue} }
    'orders.index': { paramsTuple?: []; params?: {} }
    'orders.show': { paramsTuple: [ParamValue]; params: {'number': ParamValue} }
    'orders.open': { paramsTuple: [ParamValue]; params: {'number': ParamValue} }
    'orders.receipt': { paramsTuple: [ParamValue]; params: {'number': ParamValue} }
    'pks.verify.show': { paramsTuple?: []; params?: {} }
    'store.knowledge.index': { paramsTuple?: []; params?: {} }
    'store.knowledge.show': { paramsTuple: [ParamValue]; params: {'slug': ParamValue} }
    'store.knowledge.picture': { paramsTuple: [ParamValue]; params: {'file': ParamValue} }
    'partner.assets': { paramsTuple: [...ParamValue[]]; params: {'*': ParamValue[]} }
    'partner.health': { paramsTuple?: []; params?: {} }
    'partner@demo_sign_in.store': { paramsTuple: [ParamValue]; params: {'token': ParamValue} }
    'partners.login': { paramsTuple?: []; params?: {} }
    'partners.register': { paramsTuple?: []; params?: {} }
    'partners.review': { paramsTuple?: []; params?: {} }
    'partners.sent': { paramsTuple?: []; params?: {} }
    'partners.resend': { paramsTuple?: []; params?: {} }
    'partners.activate': { paramsTuple: [ParamValue]; params: {'token': ParamValue} }
    'partners.account': { paramsTuple?: []; params?: {} }
    'partners.account.edit': { paramsTuple?: []; params?: {} }
    'partners.password': { paramsTuple?: []; params?: {} }
    'partner.captcha': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'partner.media': { paramsTuple: [...ParamValue[]]; params: {'*': ParamValue[]} }
    'partner.cover': { paramsTuple: [ParamValue,ParamValue]; params: {'id': ParamValue,'file': ParamValue} }
    'contents.create': { paramsTuple?: []; params?: {} }
    'contents.edit': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'content_statuses.index': { paramsTuple?: []; params?: {} }
    'content_statuses.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'submissions.create': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'api.transactions.show': { paramsTuple: [ParamValue]; params: {'trx_id': ParamValue} }
    'integration.index': { paramsTuple?: []; params?: {} }
    'integration.live': { paramsTuple?: []; params?: {} }
    'integration.calls.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'integration.calls.trace': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'pks.help': { paramsTuple?: []; params?: {} }
    'pks.partner.index': { paramsTuple?: []; params?: {} }
    'pks.partner.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'pks.partner.document': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'pks.partner.reply': { paramsTuple: [ParamValue,ParamValue]; params: {'id': ParamValue,'reply': ParamValue} }
    'reports.index': { paramsTuple?: []; params?: {} }
    'reports.csv': { paramsTuple?: []; params?: {} }
    'partner.knowledge.index': { paramsTuple?: []; params?: {} }
    'partner.knowledge.show': { paramsTuple: [ParamValue]; params: {'slug': ParamValue} }
    'partner.knowledge.picture': { paramsTuple: [ParamValue]; params: {'file': ParamValue} }
    'documents.index': { paramsTuple?: []; params?: {} }
    'documents.show': { paramsTuple?: []; params?: {} }
    'documents.pdf': { paramsTuple?: []; params?: {} }
    'documents.vectors': { paramsTuple?: []; params?: {} }
    'partner.home': { paramsTuple?: []; params?: {} }
    'staff.assets': { paramsTuple: [...ParamValue[]]; params: {'*': ParamValue[]} }
    'staff.health': { paramsTuple?: []; params?: {} }
    'staff@demo_sign_in.store': { paramsTuple: [ParamValue]; params: {'token': ParamValue} }
    'staff.identity.login': { paramsTuple?: []; params?: {} }
    'staff.identity.code': { paramsTuple?: []; params?: {} }
    'staff.identity.account': { paramsTuple?: []; params?: {} }
    'staff.identity.password': { paramsTuple?: []; params?: {} }
    'staff.media': { paramsTuple: [...ParamValue[]]; params: {'*': ParamValue[]} }
    'staff.cover': { paramsTuple: [ParamValue,ParamValue]; params: {'id': ParamValue,'file': ParamValue} }
    'rounds.index': { paramsTuple?: []; params?: {} }
    'rounds.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'pks.staff.agreements': { paramsTuple?: []; params?: {} }
    'pks.staff.agreement': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'pks.staff.document': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'pks.staff.replies': { paramsTuple?: []; params?: {} }
    'pks.staff.reply': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'pks.staff.raw': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'staff.home': { paramsTuple?: []; params?: {} }
    'staff.store_entry': { paramsTuple?: []; params?: {} }
    'companies.index': { paramsTuple?: []; params?: {} }
    'companies.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'administration.audit': { paramsTuple?: []; params?: {} }
    'administration.outbox': { paramsTuple?: []; params?: {} }
    'doorway.assets': { paramsTuple: [...ParamValue[]]; params: {'*': ParamValue[]} }
    'doorway.health': { paramsTuple?: []; params?: {} }
    'doorway.show': { paramsTuple?: []; params?: {} }
    'doorway.enter': { paramsTuple: [ParamValue]; params: {'account': ParamValue} }
    'mailbox.index': { paramsTuple?: []; params?: {} }
    'mailbox.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'mailbox.html': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'mailbox.raw': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'mailbox.attachment': { paramsTuple: [ParamValue,ParamValue]; params: {'id': ParamValue,'index': ParamValue} }
    'pks.development_lists': { paramsTuple: [ParamValue]; params: {'file': ParamValue} }
  }
  HEAD: {
    'store.assets': { paramsTuple: [...ParamValue[]]; params: {'*': ParamValue[]} }
    'store.health': { paramsTuple?: []; params?: {} }
    'home.show': { paramsTuple?: []; params?: {} }
    'products.index': { paramsTuple?: []; params?: {} }
    'products.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'categories.show': { paramsTuple: [ParamValue]; params: {'slug': ParamValue} }
    'searches.search': { paramsTuple?: []; params?: {} }
    'assistants.show': { paramsTuple?: []; params?: {} }
    'pages.faq': { paramsTuple?: []; params?: {} }
    'pages.guide': { paramsTuple?: []; params?: {} }
    'pages.contact': { paramsTuple?: []; params?: {} }
    'pages.terms': { paramsTuple?: []; params?: {} }
    'pages.disclaimer': { paramsTuple?: []; params?: {} }
    'site_files.robots': { paramsTuple?: []; params?: {} }
    'site_files.sitemap': { paramsTuple?: []; params?: {} }
    'site_files.icon': { paramsTuple?: []; params?: {} }
    'ratings.edit': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'staff_entries.show': { paramsTuple: [ParamValue]; params: {'token': ParamValue} }
    'demo_sign_in.store': { paramsTuple: [ParamValue]; params: {'token': ParamValue} }
    'customers.login': { paramsTuple?: []; params?: {} }
    'customers.register': { paramsTuple?: []; params?: {} }
    'customers.sent': { paramsTuple?: []; params?: {} }
    'customers.resend': { paramsTuple?: []; params?: {} }
    'customers.activate': { paramsTuple: [ParamValue]; params: {'token': ParamValue} }
    'customers.account': { paramsTuple?: []; params?: {} }
    'customers.password': { paramsTuple?: []; params?: {} }
    'customers.numbers.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'store.captcha': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'store.media': { paramsTuple: [...ParamValue[]]; params: {'*': ParamValue[]} }
    'store.cover': { paramsTuple: [ParamValue,ParamValue]; params: {'id': ParamValue,'file': ParamValue} }
    'orders.index': { paramsTuple?: []; params?: {} }
    'orders.show': { paramsTuple: [ParamValue]; params: {'number': ParamValue} }
    'orders.open': { paramsTuple: [ParamValue]; params: {'number': ParamValue} }
    'orders.receipt': { paramsTuple: [ParamValue]; params: {'number': ParamValue} }
    'pks.verify.show': { paramsTuple?: []; params?: {} }
    'store.knowledge.index': { paramsTuple?: []; params?: {} }
    'store.knowledge.show': { paramsTuple: [ParamValue]; params: {'slug': ParamValue} }
    'store.knowledge.picture': { paramsTuple: [ParamValue]; params: {'file': ParamValue} }
    'partner.assets': { paramsTuple: [...ParamValue[]]; params: {'*': ParamValue[]} }
    'partner.health': { paramsTuple?: []; params?: {} }
    'partner@demo_sign_in.store': { paramsTuple: [ParamValue]; params: {'token': ParamValue} }
    'partners.login': { paramsTuple?: []; params?: {} }
    'partners.register': { paramsTuple?: []; params?: {} }
    'partners.review': { paramsTuple?: []; params?: {} }
    'partners.sent': { paramsTuple?: []; params?: {} }
    'partners.resend': { paramsTuple?: []; params?: {} }
    'partners.activate': { paramsTuple: [ParamValue]; params: {'token': ParamValue} }
    'partners.account': { paramsTuple?: []; params?: {} }
    'partners.account.edit': { paramsTuple?: []; params?: {} }
    'partners.password': { paramsTuple?: []; params?: {} }
    'partner.captcha': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'partner.media': { paramsTuple: [...ParamValue[]]; params: {'*': ParamValue[]} }
    'partner.cover': { paramsTuple: [ParamValue,ParamValue]; params: {'id': ParamValue,'file': ParamValue} }
    'contents.create': { paramsTuple?: []; params?: {} }
    'contents.edit': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'content_statuses.index': { paramsTuple?: []; params?: {} }
    'content_statuses.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'submissions.create': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'api.transactions.show': { paramsTuple: [ParamValue]; params: {'trx_id': ParamValue} }
    'integration.index': { paramsTuple?: []; params?: {} }
    'integration.live': { paramsTuple?: []; params?: {} }
    'integration.calls.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'integration.calls.trace': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'pks.help': { paramsTuple?: []; params?: {} }
    'pks.partner.index': { paramsTuple?: []; params?: {} }
    'pks.partner.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'pks.partner.document': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'pks.partner.reply': { paramsTuple: [ParamValue,ParamValue]; params: {'id': ParamValue,'reply': ParamValue} }
    'reports.index': { paramsTuple?: []; params?: {} }
    'reports.csv': { paramsTuple?: []; params?: {} }
    'partner.knowledge.index': { paramsTuple?: []; params?: {} }
    'partner.knowledge.show': { paramsTuple: [ParamValue]; params: {'slug': ParamValue} }
    'partner.knowledge.picture': { paramsTuple: [ParamValue]; params: {'file': ParamValue} }
    'documents.index': { paramsTuple?: []; params?: {} }
    'documents.show': { paramsTuple?: []; params?: {} }
    'documents.pdf': { paramsTuple?: []; params?: {} }
    'documents.vectors': { paramsTuple?: []; params?: {} }
    'partner.home': { paramsTuple?: []; params?: {} }
    'staff.assets': { paramsTuple: [...ParamValue[]]; params: {'*': ParamValue[]} }
    'staff.health': { paramsTuple?: []; params?: {} }
    'staff@demo_sign_in.store': { paramsTuple: [ParamValue]; params: {'token': ParamValue} }
    'staff.identity.login': { paramsTuple?: []; params?: {} }
    'staff.identity.code': { paramsTuple?: []; params?: {} }
    'staff.identity.account': { paramsTuple?: []; params?: {} }
    'staff.identity.password': { paramsTuple?: []; params?: {} }
    'staff.media': { paramsTuple: [...ParamValue[]]; params: {'*': ParamValue[]} }
    'staff.cover': { paramsTuple: [ParamValue,ParamValue]; params: {'id': ParamValue,'file': ParamValue} }
    'rounds.index': { paramsTuple?: []; params?: {} }
    'rounds.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'pks.staff.agreements': { paramsTuple?: []; params?: {} }
    'pks.staff.agreement': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'pks.staff.document': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'pks.staff.replies': { paramsTuple?: []; params?: {} }
    'pks.staff.reply': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'pks.staff.raw': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'staff.home': { paramsTuple?: []; params?: {} }
    'staff.store_entry': { paramsTuple?: []; params?: {} }
    'companies.index': { paramsTuple?: []; params?: {} }
    'companies.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'administration.audit': { paramsTuple?: []; params?: {} }
    'administration.outbox': { paramsTuple?: []; params?: {} }
    'doorway.assets': { paramsTuple: [...ParamValue[]]; params: {'*': ParamValue[]} }
    'doorway.health': { paramsTuple?: []; params?: {} }
    'doorway.show': { paramsTuple?: []; params?: {} }
    'doorway.enter': { paramsTuple: [ParamValue]; params: {'account': ParamValue} }
    'mailbox.index': { paramsTuple?: []; params?: {} }
    'mailbox.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'mailbox.html': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'mailbox.raw': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'mailbox.attachment': { paramsTuple: [ParamValue,ParamValue]; params: {'id': ParamValue,'index': ParamValue} }
    'pks.development_lists': { paramsTuple: [ParamValue]; params: {'file': ParamValue} }
  }
  POST: {
    'ratings.store': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'staff_entries.store': { paramsTuple?: []; params?: {} }
    'customers.login.store': { paramsTuple?: []; params?: {} }
    'customers.register.store': { paramsTuple?: []; params?: {} }
    'customers.resend.store': { paramsTuple?: []; params?: {} }
    'customers.activate.store': { paramsTuple: [ParamValue]; params: {'token': ParamValue} }
    'customers.logout': { paramsTuple?: []; params?: {} }
    'customers.account.update': { paramsTuple?: []; params?: {} }
    'customers.password.update': { paramsTuple?: []; params?: {} }
    'customers.devices.destroy': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'customers.numbers.store': { paramsTuple?: []; params?: {} }
    'customers.numbers.update': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'customers.numbers.resend': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'customers.numbers.remove': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'orders.store': { paramsTuple?: []; params?: {} }
    'orders.cancel': { paramsTuple: [ParamValue]; params: {'number': ParamValue} }
    'orders.stop': { paramsTuple: [ParamValue]; params: {'number': ParamValue} }
    'orders.renewal': { paramsTuple: [ParamValue]; params: {'number': ParamValue} }
    'payments.callback.store': { paramsTuple: [ParamValue]; params: {'method': ParamValue} }
    'pks.verify.store': { paramsTuple?: []; params?: {} }
    'partners.login.store': { paramsTuple?: []; params?: {} }
    'partners.register.store': { paramsTuple?: []; params?: {} }
    'partners.review.store': { paramsTuple?: []; params?: {} }
    'partners.resend.store': { paramsTuple?: []; params?: {} }
    'partners.activate.store': { paramsTuple: [ParamValue]; params: {'token': ParamValue} }
    'partners.logout': { paramsTuple?: []; params?: {} }
    'partners.account.update': { paramsTuple?: []; params?: {} }
    'partners.password.update': { paramsTuple?: []; params?: {} }
    'partners.devices.destroy': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'contents.store': { paramsTuple?: []; params?: {} }
    'contents.update': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'submissions.store': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'retests.store': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'withdrawals.store': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'development_urls.update': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'integration.scenarios.run': { paramsTuple: [ParamValue]; params: {'scenario': ParamValue} }
    'integration.urls.on': { paramsTuple?: []; params?: {} }
    'integration.keys.store': { paramsTuple?: []; params?: {} }
    'integration.keys.activate': { paramsTuple?: []; params?: {} }
    'integration.calls.resend': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'pks.partner.reissue': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'pks.partner.upload': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'pks.development_certificate': { paramsTuple?: []; params?: {} }
    'staff.identity.login.store': { paramsTuple?: []; params?: {} }
    'staff.identity.code.store': { paramsTuple?: []; params?: {} }
    'staff.identity.logout': { paramsTuple?: []; params?: {} }
    'staff.identity.password.update': { paramsTuple?: []; params?: {} }
    'staff.identity.devices.destroy': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'claims.store': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'claims.destroy': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'checklists.update': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'decisions.store': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'disclosures.store': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'store_entries.store': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'pks.staff.judge': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'staff.store_entry.store': { paramsTuple?: []; params?: {} }
    'administration.outbox.retry': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'payments.callback.doorway': { paramsTuple: [ParamValue]; params: {'method': ParamValue} }
  }
}
declare module '@adonisjs/core/types/http' {
  export interface RoutesList extends ScannedRoutes {}
}