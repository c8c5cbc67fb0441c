export const nothingending = 1;
