// `/staff/vouching`: officers write down how they checked somebody face to face, a second one agrees, and either can end it (V1 to V4).
// The way through: record.ts (the form, what it comes to, the record), view.ts (the list, one record, the letter), settle.ts (what becomes of it).
// It must never show or take the person's own secret: they bind the record to their account themselves, with a code (account/vouch.ts).
import express from 'express';
import type { StaffRoom } from '../views/staff-room.ts';
import { type Handler, room, type VouchingOptions } from './contract.ts';
import { askForRecord, confirmRecord, record } from './record.ts';
import { approve, download, refuse, revoke } from './settle.ts';
import { letter, list, view, waitingIn } from './view.ts';

export function createVouching(options: VouchingOptions): StaffRoom {
  return {
    name: 'vouching',
    path: room,
    role: 'officer',
    waiting: () => waitingIn(options),
    routes({ pages, home, through }) {
      const form = express.urlencoded({ extended: false, limit: '32kb', parameterLimit: 60 });
      const page = (handler: Handler) => through((at) => handler(at, { ...options, pages, home }));
      return express
        .Router()
        .get(room, page(list))
        .get(`${room}/new`, page(askForRecord))
        .post(`${room}/new`, form, page(confirmRecord))
        .post(`${room}/record`, form, page(record))
        .get(`${room}/:id`, page(view))
        .get(`${room}/:id/letter`, page(letter))
        .post(`${room}/:id/approve`, form, page(approve))
        .post(`${room}/:id/refuse`, form, page(refuse))
        .post(`${room}/:id/revoke`, form, page(revoke))
        .post(`${room}/:id/download`, form, page(download));
    },
  };
}
