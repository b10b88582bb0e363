import type { TrytonSession } from '../../../crm/tryton/session.ts';

/** What an administrator takes away from `daybreak` and gives back, while the server runs. */
export interface TrytonRights {
  /** To write records of the model; reading stays. */
  readonly takeModel: (model: string) => Promise<() => Promise<void>>;
  /** To write one of its fields. */
  readonly takeField: (model: string, field: string) => Promise<() => Promise<void>>;
}

export const trytonRights = (admin: TrytonSession): TrytonRights => ({
  async takeModel(model) {
    const ids = (await admin.call('model.ir.model.access.search', [
      [
        ['model', '=', model],
        ['group.name', '=', 'Scores'],
      ],
      0,
      null,
      null,
    ])) as number[];
    const set = async (right: boolean): Promise<void> => {
      await admin.call('model.ir.model.access.write', [ids, { perm_write: right }]);
    };
    await set(false);
    return () => set(true);
  },
  async takeField(model, field) {
    const right = { perm_read: true, perm_write: false, perm_create: false, perm_delete: false };
    const ids = (await admin.call('model.ir.model.field.access.create', [[{ model, field, ...right }]])) as number[];
    return async () => {
      await admin.call('model.ir.model.field.access.delete', [ids]);
    };
  },
});
