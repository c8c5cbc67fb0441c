// The application: language, theme, queries and pages around each other.
import { MantineProvider } from '@mantine/core';
import { DatesProvider } from '@mantine/dates';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Problem } from '../api/http.js';
import { useSpeech } from '../language/message.js';
import { SpeechProvider } from '../language/speech-provider.js';
import { ConfirmationProvider } from '../part/confirmation.js';
import { pageNonce } from './nonce.js';
import { Notices } from './notices.js';
import { makeAppRouter } from './router.js';
import { cssVariables, theme } from './theme.js';

const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      // A "no" stays a no; a connection that was lost is tried again.
      retry: (count, error) => !(error instanceof Problem) && count < 3,
      refetchOnWindowFocus: true,
    },
    mutations: { retry: false },
  },
});
const router = makeAppRouter(client);

function Calendars({ children }: { readonly children: ReactNode }) {
  const { language } = useSpeech();
  return <DatesProvider settings={{ locale: language, firstDayOfWeek: 1, weekendDays: [] }}>{children}</DatesProvider>;
}

export function App() {
  return (
    <QueryClientProvider client={client}>
      <MantineProvider
        theme={theme}
        cssVariablesResolver={cssVariables}
        defaultColorScheme="auto"
        getStyleNonce={pageNonce}
      >
        <SpeechProvider>
          <Calendars>
            <Notices />
            <ConfirmationProvider>
              <RouterProvider router={router} />
            </ConfirmationProvider>
          </Calendars>
        </SpeechProvider>
      </MantineProvider>
    </QueryClientProvider>
  );
}
