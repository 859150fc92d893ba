/* How sub-path imports (`#area/x`) and `.js` written for `.ts` are found: without it every rule would pass silently. */
const { resolve } = require('node:path')
const { imports } = require('./package.json')

const alias = Object.fromEntries(
  Object.entries(imports).map(([name, target]) => [
    name.replace('/*', ''),
    resolve(__dirname, target.replace('/*.js', '')),
  ])
)

module.exports = {
  resolve: { alias, extensions: ['.ts', '.js', '.json'], extensionAlias: { '.js': ['.ts', '.js'] } },
}
