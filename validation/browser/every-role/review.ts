export const nothingreview = 1;
