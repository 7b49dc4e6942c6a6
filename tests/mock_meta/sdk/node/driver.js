// Does the calls that it reads from standard input, one JSON line each, and answers each with one JSON line.
'use strict';

const readline = require('readline');
const calls = require('./calls.js');

// The SDK reads the address of the Graph API from this property at each call.
let graph = 'https://graph.facebook.com';
Object.defineProperty(calls.sdk.FacebookAdsApi, 'GRAPH', { get: () => graph });

function failed(error) {
  const { name, message, status, response } = error;
  const usage = error.headers && error.headers['x-business-use-case-usage'];
  return { name, message, status, response, usage };
}

async function done(line) {
  const job = JSON.parse(line);
  graph = job.graph || graph;
  try {
    return { result: (await calls[job.call](job)) ?? null };
  } catch (error) {
    return { error: failed(error) };
  }
}

(async () => {
  for await (const line of readline.createInterface({ input: process.stdin })) {
    process.stdout.write(`${JSON.stringify(await done(line))}\n`);
  }
})();
