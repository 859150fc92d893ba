/*
 * What takes two administrators, of this area: each of these files defines its own.
 */
import '#catalogue/actions/keep_price_list'
import '#catalogue/actions/edit_terms'
