import { useEffect, useState } from 'preact/hooks';
import { api } from '../api/calls.ts';
import { whyOf } from '../api/why-of.ts';
import { useKeys } from '../keys/use-keys.ts';
import { Empty, Failure, Loading } from '../parts/states.tsx';
import { useAnswer } from '../parts/use-answer.ts';
import { sayFailed } from '../parts/toast.tsx';
import { me } from '../shell/me.ts';
import { navigate, route } from '../url/router.ts';
import { hrefOf } from '../url/route.ts';
import { words } from '../words.ts';
import { applyChange, askedBy, type Asked } from './apply-change.ts';
import { ConflictNotice } from './conflict-notice.tsx';
import { fileOf, lineOfRule, openDraft, openName, takeFiles } from './draft.ts';
import { EditorHost, type Goto } from './editor-host.tsx';
import { ForecastPanel } from './forecast-panel.tsx';
import { startForecast } from './forecast-state.ts';
import { ProblemList } from './problem-list.tsx';
import { RulesBar } from './rules-bar.tsx';
import { saveDraft } from './save.ts';
import { tryImage, TryPanel } from './try-panel.tsx';
import { useCheck } from './use-check.ts';

/** The rule files, what they would do, and the way to save them. */
export function RulesScreen() {
  const { params } = route.value;
  const { data, error } = useAnswer(
    me.value?.rules === 'none' ? undefined : 'rules',
    async (signal) => {
      const rules = await api.rules(signal);
      takeFiles(rules.files);
      return rules;
    },
  );
  const [diff, setDiff] = useState(false);
  const [goto, setGoto] = useState<Goto>();
  const draft = openDraft.value;
  useCheck(draft);
  useEffect(() => {
    if (params['image']) tryImage(params['image']);
  }, [params['image']]);
  useEffect(() => {
    if (!data || !params['rule']) return;
    const file = fileOf(params['rule']);
    if (!file) return;
    openName.value = file.name;
    setGoto({ line: lineOfRule(file.text, params['rule']) });
  }, [data !== undefined, params['rule']]);
  const asked = askedBy(params);
  useEffect(() => {
    if (data && asked) void change(asked);
  }, [data !== undefined, JSON.stringify(asked)]);

  /** What the address asks for is done once; then the address asks for it no more. */
  const change = async (asked: Asked) => {
    navigate(hrefOf('rules', { rule: asked.rule, image: asked.image }), { replace: true });
    try {
      const [line] = await applyChange(asked);
      setDiff(true);
      if (line !== undefined) setGoto({ line });
      const changed = openDraft.peek();
      if (changed) void startForecast(changed);
    } catch (failure) {
      sayFailed(`${words.failed.change} ${whyOf(failure)}`);
    }
  };
  const save = () => void (draft && saveDraft(draft));
  const run = () => void (draft && startForecast(draft));
  useKeys({ 'Ctrl+s': save, 'Ctrl+Enter': run });

  if (me.value?.rules === 'none')
    return (
      <Empty page icon="rules" title={words.rulesNone}>
        <p>{words.rulesNoneWhy}</p>
      </Empty>
    );
  if (error !== undefined && !draft) return <Failure error={error} title={words.failed.rules} />;
  if (!draft) return data ? <Empty page icon="rules" title={words.noRuleFiles} /> : <Loading />;
  return (
    <div class="rules-screen">
      <div class="rules-main">
        <RulesBar draft={draft} diff={diff} onDiff={setDiff} />
        <ConflictNotice name={draft.name} />
        <EditorHost draft={draft} diff={diff} goto={goto} onSave={save} onForecast={run} />
        <ProblemList onGoto={(line) => setGoto({ line })} />
      </div>
      <div class="rules-side">
        <ForecastPanel />
        <TryPanel ruleId={params['rule']} />
      </div>
    </div>
  );
}
