// A Node.js cluster with as many processes as cores. The primary prepares the database; the others serve and work.
import cluster from 'node:cluster'
import { availableParallelism } from 'node:os'

import { prepare } from './database.js'
import { startQueue } from './jobs.js'
import { startSite } from './site.js'

// Whoever asked for the end gets exit code 0 once the process has finished what it was doing.
const onStop = (stop) => {
  process.once('SIGTERM', async () => {
    await stop()
    process.exit(0)
  })
}

if (cluster.isPrimary) {
  await prepare()
  let stopping = false
  cluster.on('exit', (worker, code) => {
    if (!stopping) {
      console.error(`process ${worker.process.pid} ended with ${code}`)
      process.exit(1)
    }
  })
  for (let i = 0; i < availableParallelism(); i++) cluster.fork()
  onStop(async () => {
    stopping = true
    const workers = Object.values(cluster.workers)
    const ends = workers.map((worker) => new Promise((done) => worker.once('exit', done)))
    for (const worker of workers) worker.process.kill('SIGTERM')
    await Promise.all(ends)
  })
} else {
  const queue = await startQueue()
  const site = await startSite(queue)
  onStop(async () => {
    await site.close()
    await queue.stop()
  })
}
