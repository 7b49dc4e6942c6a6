<?php
// Does the calls of the official PHP SDK that it reads from standard input, one JSON line each, and answers each with one
// JSON line. The first argument is the folder into which Composer has installed the SDK.

declare(strict_types=1);

require $argv[1] . '/vendor/autoload.php';

use FacebookAds\Api;
use FacebookAds\Http\Exception\RequestException;
use FacebookAds\Object\AdsPixel;
use FacebookAds\Object\ServerSide\Content;
use FacebookAds\Object\ServerSide\CustomData;
use FacebookAds\Object\ServerSide\Event;
use FacebookAds\Object\ServerSide\EventRequest;
use FacebookAds\Object\ServerSide\EventResponse;
use FacebookAds\Object\ServerSide\HttpServiceInterface;
use FacebookAds\Object\ServerSide\UserData;

/** A sender of the site's own behind the SDK's interface; the address that it is told is always Meta's. */
final class OwnClient implements HttpServiceInterface
{
    public array $told = [];

    public function __construct(private string $graph)
    {
    }

    public function executeRequest($url, $method, array $curl_options, array $headers, array $params)
    {
        $curl = curl_init(str_replace('https://graph.facebook.com', $this->graph, $url));
        curl_setopt_array($curl, [
            CURLOPT_RETURNTRANSFER => true,
            CURLOPT_HTTPHEADER => ['Content-Type: application/json'],
            CURLOPT_POSTFIELDS => json_encode($params),
        ]);
        $this->told = json_decode((string) curl_exec($curl), true) ?? [];
        return new EventResponse($this->told);
    }
}

/** Sets each field by the setter that bears its name. */
function filled(object $model, array $fields): object
{
    foreach ($fields as $name => $value) {
        $model->{'set' . str_replace('_', '', ucwords($name, '_'))}($value);
    }
    return $model;
}

function eventOf(array $fields): Event
{
    $fields['user_data'] = filled(new UserData(), $fields['user_data']);
    if (isset($fields['custom_data'])) {
        $custom = $fields['custom_data'];
        if (isset($custom['contents'])) {
            $custom['contents'] = array_map(fn (array $one) => filled(new Content(), $one), $custom['contents']);
        }
        $fields['custom_data'] = filled(new CustomData(), $custom);
    }
    return filled(new Event(), $fields);
}

function requestOf(array $job): EventRequest
{
    $request = new EventRequest($job['pixel']);
    $request->setEvents(array_map('eventOf', $job['events'] ?? [$job['fields']]));
    if (isset($job['test_event_code'])) {
        $request->setTestEventCode($job['test_event_code']);
    }
    return $request;
}

function called(array $job): mixed
{
    $api = Api::init(null, $job['secret'], $job['token'], false);
    $prototype = $api->getHttpClient()->getRequestPrototype();
    $prototype->setProtocol('http://');
    $prototype->setDomain(substr($job['graph'], strlen('http://')));
    switch ($job['call']) {
        case 'read':
            return $api->call('/' . $job['pixel'] . '/' . $job['edge'])->getContent();
        case 'raw':
            return (new AdsPixel($job['pixel']))->createEvent([], ['data' => [$job['fields']]])->exportAllData();
        case 'http_client':
            $client = new OwnClient($job['graph']);
            requestOf($job)->setHttpClient($client)->execute();
            return $client->told;
        default:
            $response = requestOf($job)->execute();
            return ['events_received' => $response->getEventsReceived(), 'messages' => $response->getMessages()];
    }
}

function failed(Throwable $error): array
{
    $told = ['name' => (new ReflectionClass($error))->getShortName(), 'message' => $error->getMessage()];
    if ($error instanceof RequestException) {
        $told += [
            'code' => $error->getCode(),
            'subcode' => $error->getErrorSubcode(),
            'status' => $error->getHttpStatusCode(),
            'response' => $error->getResponse()->getContent(),
            'transient' => $error->isTransient(),
        ];
    }
    return $told;
}

while (($line = fgets(STDIN)) !== false) {
    try {
        $answer = ['result' => called(json_decode($line, true))];
    } catch (Throwable $error) {
        $answer = ['error' => failed($error)];
    }
    echo json_encode($answer), "\n";
}
