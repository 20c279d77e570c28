<?php
$state = json_decode(file_get_contents(__DIR__ . '/state.json'), true);
$config = ['users' => ['exampleauth:UserPass'] + $state['users']];
