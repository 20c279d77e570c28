// The closed words in which an officer answers for somebody of an age. Nothing else stands here.

export const yesReasons = ['papers', 'parent', 'known'] as const;
export const noReasons = ['too-young', 'parent-no', 'not-safe', 'not-shown'] as const;
export type YesReason = (typeof yesReasons)[number];
export type NoReason = (typeof noReasons)[number];
