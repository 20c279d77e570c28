import { expect } from 'chai';
import type { Request } from 'express';
import fc from 'fast-check';
import { HubError } from '../../src/errors.ts';
import { formFields } from '../../src/server/form-fields.ts';

const of = (body: unknown) => formFields({ body } as Request);

describe('server/form-fields', () => {
  it('gives each field once, as text', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.string()), (body) => void expect(of(body)).to.deep.equal(body)),
    );
    expect(of(undefined)).to.deep.equal({});
  });

  it('refuses whatever is not one text', () => {
    for (const value of [['a', 'b'], [], { a: 'b' }, 1, null]) {
      expect(() => of({ fine: 'a', value })).to.throw(HubError, 'twice');
    }
  });
});
