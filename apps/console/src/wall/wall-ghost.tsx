import { Loading } from '../parts/states.tsx';

/** Cells of final size, so that nothing moves when they come. */
export function WallGhost() {
  return (
    <div class="wall-ghost" aria-busy="true">
      <Loading />
      <div class="wall-ghost-cells" aria-hidden="true">
        {Array.from({ length: 12 }, (_, index) => (
          <div key={index} class="cell ghost" />
        ))}
      </div>
    </div>
  );
}
