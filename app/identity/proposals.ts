/*
 * What takes two administrators, of this area: each of these files defines its own.
 */
import '#identity/actions/invite_staff'
import '#identity/actions/manage_staff'
import '#identity/actions/remove_partner_factor'
