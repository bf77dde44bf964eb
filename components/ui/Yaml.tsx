/** YAML text in quiet colours: keys, strings, comments. Display only; a line-based reading is enough for files we wrote. */
export function Yaml(props: { text: string }) {
  const lines = props.text.replace(/\n$/, '').split('\n')
  return lines.map((line, index) => {
    const match = /^(\s*(?:- )?)([\w$.-]+)(:)(\s.*|)$/.exec(line)
    return (
      // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other identity and never move
      <span key={index} className="block min-h-5">
        {/^\s*#/.test(line) ? (
          <span className="text-ink-3">{line}</span>
        ) : match ? (
          <>
            {match[1]}
            <span className="text-progress">{match[2]}</span>
            {match[3]}
            <span className="text-success">{match[4]}</span>
          </>
        ) : (
          <span className="text-success">{line}</span>
        )}
      </span>
    )
  })
}
