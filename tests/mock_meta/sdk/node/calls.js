// Each way in which the official Node SDK sends events, as a function of a job of plain values.
'use strict';

const sdk = require('facebook-nodejs-business-sdk');

/** An event of the SDK's model; its setters take what the constructor would. */
function eventOf(fields) {
  const event = Object.assign(new sdk.ServerEvent(), fields);
  event.user_data = Object.assign(new sdk.UserData(), fields.user_data);
  if (fields.custom_data) {
    const custom = Object.assign(new sdk.CustomData(), fields.custom_data);
    if (fields.custom_data.contents) custom.contents = fields.custom_data.contents.map(contentOf);
    event.custom_data = custom;
  }
  return event;
}

function contentOf({ product_id: id, ...fields }) {
  return Object.assign(new sdk.Content(), { id, ...fields });
}

function requestOf(job, events) {
  const request = new sdk.EventRequest(job.token, job.pixel, events.map(eventOf));
  if (job.secret) request.setAppSecret(job.secret);
  if (job.test_event_code) request.setTestEventCode(job.test_event_code);
  return request;
}

/** What an EventResponse says. */
function told(response) {
  const { events_received, messages, fbtrace_id } = response;
  return { events_received, messages, fbtrace_id };
}

/** A sender of the site's own behind the SDK's interface: it gives back status and body, whatever they are. */
const ownClient = {
  async executeRequest(url, method, headers, params) {
    const response = await fetch(url, { method, headers, body: JSON.stringify(params) });
    return { status: response.status, body: await response.json() };
  },
};

async function batch(job) {
  const api = sdk.FacebookAdsApi.init(job.token, 'en_US', false);
  const outcome = { answers: [], errors: [], left: [] };
  let whole = new sdk.FacebookAdsApiBatch(api);
  for (const event of job.events) {
    whole.add(
      'POST',
      [job.pixel, 'events'],
      { data: [eventOf(event).normalize()] },
      undefined,
      (response) => outcome.answers.push(response.body),
      (response) => outcome.errors.push({ status: response.status, ...response.error }),
    );
  }
  do {
    whole = await whole.execute();
    outcome.left.push(whole ? whole._batch.length : 0);
  } while (whole);
  return outcome;
}

module.exports = {
  sdk,
  model: async (job) => told(await requestOf(job, job.events || [job.fields]).execute()),
  raw: async (job) => {
    sdk.FacebookAdsApi.init(job.token, 'en_US', false);
    return (await new sdk.AdsPixel(job.pixel).createEvent([], { data: [job.fields] }))._data;
  },
  read: async (job) => sdk.FacebookAdsApi.init(job.token, 'en_US', false).call('GET', [job.pixel, job.edge]),
  http_service: async (job) => requestOf(job, [job.fields]).setHttpService(ownClient).execute(),
  processor: async (job) =>
    new sdk.BatchProcessor(job.batch_size, job.concurrent).processEvents(requestOf(job, []), job.events.map(eventOf)),
  batch,
};
