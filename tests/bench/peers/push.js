// Replicates documents, or documents with one attachment each, from a local PouchDB to a platform; prints seconds.
// Arguments: home of the modules, what (documents | scans), url, input file, bytes of a scan.
'use strict'
const crypto = require('crypto')
const fs = require('fs')
const path = require('path')
const [home, what, url, input, size] = process.argv.slice(2)
const PouchDB = require(require.resolve('pouchdb', { paths: [home] }))

const documents = () => fs.readFileSync(input, 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line))

async function main () {
  const name = 'n' + crypto.randomBytes(8).toString('hex')
  fs.mkdirSync('local', { recursive: true })
  const local = new PouchDB(path.resolve('local', name))
  const remote = new PouchDB(`${url}/${name}`)
  for (const row of documents()) {
    const doc = { _id: row.id, body: row.body }
    if (what === 'scans') {
      const data = crypto.randomBytes(Number(size))
      doc._attachments = { scan: { content_type: 'application/octet-stream', data } }
    }
    await local.put(doc)
  }
  await remote.info()
  const began = process.hrtime.bigint()
  const done = await local.replicate.to(remote, { retry: what === 'scans', back_off_function: () => 50 })
  const seconds = Number(process.hrtime.bigint() - began) / 1e9
  const there = (await remote.info()).doc_count
  console.log(JSON.stringify({ ok: done.ok, written: done.docs_written, there, seconds }))
}

main().catch((error) => { console.error(error); process.exit(1) })
