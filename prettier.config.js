export { default } from '@adonisjs/prettier-config'
