// express-pouchdb upon LevelDB in the working folder; prints its port.
'use strict'
const path = require('path')
const home = process.argv[2]
const load = (name) => require(require.resolve(name, { paths: [home] }))
const PouchDB = load('pouchdb').defaults({ prefix: path.resolve('data') + path.sep })
const app = load('express')()
app.use('/', load('express-pouchdb')(PouchDB, { mode: 'minimumForPouchDB', inMemoryConfig: true, logPath: 'log.txt' }))
const server = app.listen(0, '127.0.0.1', () => console.log(server.address().port))
