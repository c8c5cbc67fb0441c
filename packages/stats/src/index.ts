// Pure numerics.
export {};
