<?php
// Sends what it reads from standard input as the PHP SDK's own adapter does: an array of fields, which libcurl makes a
// multipart body of, with the SDK's headers and limits. One JSON line each, answered with one JSON line.

declare(strict_types=1);

function sent(array $job): array
{
    $curl = curl_init($job['graph'] . $job['path']);
    curl_setopt_array($curl, [
        CURLOPT_CONNECTTIMEOUT => 10,
        CURLOPT_TIMEOUT => 60,
        CURLOPT_RETURNTRANSFER => true,
        CURLOPT_HTTPHEADER => ['User-Agent: fbbizsdk-php-v25.0.1', 'Accept-Encoding: *'],
    ]);
    if ($job['post'] !== null) {
        curl_setopt($curl, CURLOPT_POSTFIELDS, $job['post']);
    }
    $body = curl_exec($curl);
    if ($body === false) {
        return ['error' => ['code' => curl_errno($curl), 'message' => curl_error($curl)]];
    }
    return ['result' => ['status' => curl_getinfo($curl, CURLINFO_HTTP_CODE), 'body' => json_decode($body, true)]];
}

while (($line = fgets(STDIN)) !== false) {
    echo json_encode(sent(json_decode($line, true))), "\n";
}
