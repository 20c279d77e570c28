// The authorization endpoint: a request that keeps every rule becomes the page that lists the people.
// There is no session memory: everyone chooses anew each time, so `prompt=login` and `max_age` hold by themselves.
import type { RequestHandler, Response } from 'express';
import { answer } from './answer.ts';
import type { House, Parameters } from './dialect.ts';
import { choosePage, sendRefusalPage } from './pages.ts';
import { readParameters } from './parameters.ts';
import { readAuthorization, readDestination } from './read-authorization.ts';
import { Refusal } from './refusal.ts';

export function authorize(house: House): RequestHandler {
  return (request, response) => {
    try {
      const parameters = readParameters(request.method === 'POST' ? request.body : request.query);
      begin(house, parameters, response);
    } catch (problem) {
      if (!(problem instanceof Refusal)) throw problem;
      sendRefusalPage(response, house, problem);
    }
  };
}

function begin(house: House, parameters: Parameters, response: Response): void {
  const destination = readDestination(house, parameters);
  try {
    const authorization = readAuthorization(house.dialect, parameters, destination);
    const handle = house.requests.put(authorization);
    response.send(choosePage(house, { handle, authorization }));
  } catch (problem) {
    if (!(problem instanceof Refusal)) throw problem;
    answer(response, destination.redirectUri, {
      error: problem.error,
      error_description: problem.message,
      state: parameters.state,
    });
  }
}
