import { lazy } from '../parts/lazy.tsx';
import { Empty } from '../parts/states.tsx';
import { route } from '../url/router.ts';
import { AlertsScreen } from '../wall/alerts-screen.tsx';
import { words } from '../words.ts';

const HealthScreen = lazy(async () => (await import('../later.ts')).HealthScreen);
const ImagesScreen = lazy(async () => (await import('../later.ts')).ImagesScreen);
const ImageScreen = lazy(async () => (await import('../later.ts')).ImageScreen);
const RulesScreen = lazy(async () => (await import('../later.ts')).RulesScreen);

/** The screen that the address names. Walls have their heading here, because nothing else on them says what they are. */
export function Screen() {
  switch (route.value.screen) {
    case 'alerts':
      return (
        <>
          <h1 class="unseen">{words.screen.alerts}</h1>
          <AlertsScreen />
        </>
      );
    case 'images':
      return (
        <>
          <h1 class="unseen">{words.screen.images}</h1>
          <ImagesScreen />
        </>
      );
    case 'image':
      return <ImageScreen />;
    case 'rules':
      return <RulesScreen />;
    case 'health':
      return (
        <>
          <h1 class="unseen">{words.screen.health}</h1>
          <HealthScreen />
        </>
      );
    default:
      return (
        <Empty page icon="broken" title={words.noSuchScreen}>
          <a class="button" href="./">
            {words.screen.alerts}
          </a>
        </Empty>
      );
  }
}
