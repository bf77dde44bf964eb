/** Build step: a file that is not JavaScript becomes its text, as esbuild's `text` loader does outside Next. */
module.exports = (source) => `export default ${JSON.stringify(source)}`
