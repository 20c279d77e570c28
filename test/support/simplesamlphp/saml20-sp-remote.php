<?php
$state = json_decode(file_get_contents(__DIR__ . '/../state.json'), true);
foreach ($state['serviceProviders'] as $entityId => $serviceProvider) {
    $metadata[$entityId] = $serviceProvider;
}
