/** settings.yaml of a new dictionary: what must be set, and the rest as comments. */
export const settingsTemplate = (
  name: string,
  timeZone: string,
): string => `# Settings of the dictionary ${name}. Every setting is explained in dictionaries/README.md;
# after a change: npx daybreak dictionary check ${name}

# Days begin and end in this zone (a name of the IANA time zone database).
time_zone: ${JSON.stringify(timeZone)}

# Where the scores are used: which opportunities, and which models.
scenes:
  default:
    population: all # or rules, all of which must hold: ["attrs.stage!=LOST"]
    models: all # or names of folders under models/: [approval]

# When a night must be done, on the wall clock of the time zone. It warns; what is computed changes only where \`late\` says so.
# deadline: "06:30"

# What a night does near its deadline without a dimension that is late. When left out, it waits.
# late:
#   default: last-sealed # its features of the last night; or without

# Whom to tell when a night is in trouble: a program, without a shell, that gets JSON on standard input; or a webhook.
# alerts:
#   command: [/usr/local/bin/page-ops]

# What a night waits for. With a drop (a folder of dt=YYYY-MM-DD partitions) the night waits for _SUCCESS in the
# partition of the day before the run date and loads it; without one it waits for \`npx daybreak ready\`.
# sources:
#   - name: warehouse
#     drop: /path/to/drops

# What happens to scores that do not look like those of the nights before: warn, hold (until \`npx daybreak release\`) or last-good.
# gates:
#   action: hold

# limits:
#   bad_rows_share: 0.1 # a load is refused when more than this share of a file's rows is bad

# What \`npx daybreak retain\` removes, counted from the newest run date. Without rules every event is kept.
# retention:
#   - feature: page_view
#     keep_days: 548

# files:
#   compression: none # of the feature files; or gz, zst
#   binary: true # the features also as a CSR matrix, part-NNNNN.npz beside the text
`;
