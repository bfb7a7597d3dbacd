import type { ComponentChildren, JSX } from 'preact';
import { Icon, type IconName } from './icon.tsx';

interface ButtonProps {
  readonly icon?: IconName;
  readonly label: string;
  /** Only the icon is seen; the label stays its name. */
  readonly bare?: boolean;
  readonly kind?: 'plain' | 'primary' | 'quiet';
  readonly keys?: string;
  readonly pressed?: boolean | undefined;
  readonly disabled?: boolean | undefined;
  readonly class?: string;
  readonly onClick: (event: JSX.TargetedMouseEvent<HTMLButtonElement>) => void;
  readonly children?: ComponentChildren;
}

export function Button({ icon, label, bare, kind = 'plain', keys, pressed, ...rest }: ButtonProps) {
  const { class: name = '', disabled, onClick, children } = rest;
  return (
    <button
      type="button"
      class={`button button-${kind}${bare ? ' button-bare' : ''} ${name}`}
      aria-pressed={pressed}
      aria-label={bare ? label : undefined}
      aria-keyshortcuts={keys}
      title={bare || keys ? label + (keys ? ` (${keys})` : '') : undefined}
      disabled={disabled}
      onClick={onClick}
    >
      {icon && <Icon name={icon} />}
      {!bare && <span>{label}</span>}
      {children}
    </button>
  );
}
