// The version of the software, as every event and report names it.

/** Equal to the version in the root package.json (tested). */
export const softwareVersion = '0.1.0';
