// Addresses: signing in, the list of trials, and every page of a trial within the frame.
import type { QueryClient } from '@tanstack/react-query';
import {
  type AsyncRouteComponent,
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Navigate,
  Outlet,
} from '@tanstack/react-router';
import { Page as SignIn } from '../area/account/sign-in-page.js';
import { leavePage } from '../part/page-focus.js';
import { Home } from './home.js';
import { NotFound } from './not-found.js';
import { PageFailed } from './page-failed.js';
import { pages } from './pages.js';
import { Shell } from './shell.js';
import { SignedIn } from './signed-in.js';
import { standalonePages } from './standalone-pages.js';

const root = createRootRouteWithContext<{ client: QueryClient }>()({ component: Outlet, notFoundComponent: NotFound });

const signInRoute = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  // Everybody's first page comes with the application.
  component: SignIn,
});
// A third party that was given a code has no account.
const collectRoute = createRoute({
  getParentRoute: () => root,
  path: '/collect',
  component: lazyRouteComponent(() => import('../area/emergency/collect-page.js'), 'Page'),
});
const signedIn = createRoute({ getParentRoute: () => root, id: 'signed-in', component: SignedIn });
const home = createRoute({ getParentRoute: () => signedIn, path: '/', component: Home });
const trial = createRoute({ getParentRoute: () => signedIn, path: '/trials/$trial', component: Shell });
const trialHome = createRoute({
  getParentRoute: () => trial,
  path: '/',
  component: () => (
    <Navigate
      to="/trials/$trial/$"
      params={({ trial }: { trial?: string }) => ({ trial: trial ?? '', _splat: 'overview' })}
    />
  ),
});

/** Pages outside of a trial: for everybody, or for who is signed in. */
const standalone = (isPublic: boolean) =>
  standalonePages
    .filter((page) => (page.isPublic ?? false) === isPublic)
    .map(({ path, load }) =>
      createRoute({
        getParentRoute: () => (isPublic ? root : signedIn) as typeof signedIn,
        path,
        component: lazyRouteComponent(load, 'Page'),
      }),
    );

export function makeAppRouter(client: QueryClient) {
  const routeTree = root.addChildren([
    signInRoute,
    collectRoute,
    ...standalone(true),
    signedIn.addChildren([
      home,
      ...standalone(false),
      trial.addChildren([
        trialHome,
        ...pages.map((page) =>
          createRoute({
            getParentRoute: () => trial,
            path: page.path,
            component: lazyRouteComponent(page.load, 'Page'),
            staticData: { page },
          }),
        ),
      ]),
    ]),
  ]);
  const router = createRouter({
    routeTree,
    context: { client },
    defaultErrorComponent: PageFailed,
    defaultPreload: 'intent',
    scrollRestoration: true,
  });
  // The code of the first page is on its way before anything is drawn.
  const routes: Readonly<Record<string, { readonly options: { readonly component?: unknown } }>> = router.routesById;
  for (const { routeId } of router.matchRoutes(router.latestLocation))
    void (routes[routeId]?.options.component as Partial<AsyncRouteComponent<unknown>> | undefined)?.preload?.();
  router.subscribe('onBeforeNavigate', ({ pathChanged, fromLocation }) => {
    if (pathChanged && fromLocation !== undefined) leavePage();
  });
  return router;
}
