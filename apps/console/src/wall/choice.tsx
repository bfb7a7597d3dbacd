interface ChoiceProps {
  readonly label: string;
  /** The choice that filters nothing. */
  readonly any: string;
  readonly value: string;
  readonly options: readonly (readonly [value: string, text: string])[];
  readonly onChoose: (value: string) => void;
}

/** A filter with a closed list. What the address names but the list lacks is still shown. */
export function Choice({ label, any, value, options, onChoose }: ChoiceProps) {
  const known = value === '' || options.some(([name]) => name === value);
  return (
    <select
      class={`choice${value ? ' is-set' : ''}`}
      aria-label={label}
      value={value}
      onChange={(event) => {
        const chosen = event.currentTarget.value;
        // An action in the list is not a value.
        event.currentTarget.value = value;
        onChoose(chosen);
      }}
    >
      <option value="">{any}</option>
      {!known && <option value={value}>{value}</option>}
      {options.map(([name, text]) => (
        <option key={name} value={name}>
          {text}
        </option>
      ))}
    </select>
  );
}
