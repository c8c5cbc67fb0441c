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
  const session = ask('/api/session');
  const place = /^\/trials\/([0-9a-f-]{36})\/participants\/([0-9a-f-]{36})/.exec(window.location.pathname);
  if (place === null) return;
  const [, trialId, participantId] = place;
  const rightOf = { participants: 'participants', calendar: 'schedule' };
  session
    .then((answer) => answer.clone().json())
    .then(({ me }) => {
      const trial = me?.trials.find((each) => each.trialId === trialId);
      const rights = new Set(trial?.roles.flatMap((role) => role.rights));
      for (const [view, right] of Object.entries(rightOf))
        if (rights.has(right)) ask(`/api/trials/${trialId}/${view}?participantId=${participantId}`);
    })
    .catch(() => undefined);
})();
