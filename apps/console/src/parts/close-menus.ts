/** A click elsewhere closes an open menu. */
export function closeMenusOutside(): void {
  addEventListener('pointerdown', ({ target }) => {
    for (const menu of document.querySelectorAll<HTMLDetailsElement>('details.menu[open]'))
      if (!(target instanceof Node && menu.contains(target))) menu.open = false;
  });
}
