// Sends the shop's copies by Meta's own Node SDK: one JSON line in for each call, one JSON line out.
'use strict';

const readline = require('readline');
const sdk = require('facebook-nodejs-business-sdk');

const [graph, token, pixel] = process.argv.slice(2);

// The SDK reads the address of the Graph API from this property at each call.
Object.defineProperty(sdk.FacebookAdsApi, 'GRAPH', { get: () => graph });

/** The SDK's names for what the shop knows of a customer. */
const NAMES = {
  em: 'email',
  ph: 'phone',
  fn: 'first_name',
  ln: 'last_name',
  ct: 'city',
  st: 'state',
  zp: 'zip',
};

function userOf(known) {
  const named = Object.entries(known).map(([key, value]) => [NAMES[key] || key, value]);
  return Object.assign(new sdk.UserData(), Object.fromEntries(named));
}

function customOf({ contents, ...custom }) {
  const data = Object.assign(new sdk.CustomData(), custom);
  if (contents) data.contents = contents.map((item) => Object.assign(new sdk.Content(), item));
  return data;
}

function eventOf({ user, custom, data_processing: limits, ...copy }) {
  const event = Object.assign(new sdk.ServerEvent(), copy);
  if (!copy.event_source_url) event.event_source_url = null;
  event.user_data = userOf(user);
  if (Object.keys(custom).length) event.custom_data = customOf(custom);
  if (limits.options) {
    event.data_processing_options = limits.options;
    event.data_processing_options_country = limits.country;
    event.data_processing_options_state = limits.state;
  }
  return event;
}

/** What went wrong: Meta's refusal with its codes, or what the SDK itself does not take. */
function problemOf(error) {
  const told = error.response || {};
  return {
    message: told.message || error.message,
    status: error.status || 0,
    code: told.code || 0,
    subcode: told.error_subcode || 0,
  };
}

async function send(copies) {
  let request;
  try {
    request = new sdk.EventRequest(token, pixel, copies.map(eventOf));
    copies.map(eventOf).forEach((event) => event.normalize());
  } catch (error) {
    return { unfit: error.message };
  }
  try {
    await request.execute();
    return {};
  } catch (error) {
    return { refused: problemOf(error) };
  }
}

(async () => {
  process.stdout.write('{"ready": true}\n');
  for await (const line of readline.createInterface({ input: process.stdin })) {
    process.stdout.write(`${JSON.stringify(await send(JSON.parse(line)))}\n`);
  }
})();
