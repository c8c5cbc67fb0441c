// Runs while the application is still loading: asks for what its first page needs, so that the answers are there when it begins.
// src/api/early.ts takes them from here.
(() => {
  const all = new Map();
  window.equipoiseEarly = all;
  const ask = (path) => {
    const answer = fetch(path, { headers: { accept: 'application/json' }, credentials: 'same-origin' });
    // Whoever takes it is told of a lost connection.
    answer.catch(() => undefined);
    all.set(path, { askedAt: performance.now(), answer });
    return answer;
  };
  const read = async (answer) => (await answer).clone().json();
  const begin = async () => {
    const { me } = await read(ask('/api/session'));
    const place = /^\/trials\/([0-9a-f-]{36})\/participants\/([0-9a-f-]{36})/.exec(window.location.pathname);
    const trial = me?.trials.find((each) => each.trialId === place?.[1]);
    if (trial === undefined) return;
    const rights = new Set(trial.roles.flatMap((role) => role.rights));
    const view = (name, params) => ask(`/api/trials/${trial.trialId}/${name}?${new URLSearchParams(params)}`);
    const participantId = place[2];
    if (rights.has('schedule')) view('calendar', { participantId });
    if (!rights.has('participants')) return;
    const { rows } = await read(view('participants', { participantId }));
    if (rows.length > 0) view('protocol', { siteId: rows[0].site_id });
  };
  begin().catch(() => undefined);
})();
