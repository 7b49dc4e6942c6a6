// A site that forgets to catch what the SDK throws. The address of the Graph API is the first argument.
'use strict';

const sdk = require('facebook-nodejs-business-sdk');

Object.defineProperty(sdk.FacebookAdsApi, 'GRAPH', { get: () => process.argv[2] });
const event = new sdk.ServerEvent().setUserData(new sdk.UserData().setEmail('not an address'));
const request = new sdk.EventRequest('EAAtestTOKEN', '1202835294532393', [event]);
setImmediate(() => request.execute());
