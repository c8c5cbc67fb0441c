// Something that is asked of the server once: whether it goes on, what it was refused with, that it was done.
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

/** Runs deeds one after another and keeps how the latest ended; what is known of the own account is asked anew. */
export function useDeed() {
  const client = useQueryClient();
  const [state, setState] = useState<{ readonly isBusy: boolean; readonly isDone: boolean; readonly error?: unknown }>({
    ...{ isBusy: false, isDone: false },
  });
  const run = async (deed: () => Promise<unknown>): Promise<boolean> => {
    setState({ isBusy: true, isDone: false });
    try {
      await deed();
      setState({ isBusy: false, isDone: true });
      return true;
    } catch (error) {
      setState({ isBusy: false, isDone: false, error });
      return false;
    } finally {
      void client.invalidateQueries({ queryKey: ['me'] });
      void client.invalidateQueries({ queryKey: ['account'] });
    }
  };
  return { ...state, run };
}
