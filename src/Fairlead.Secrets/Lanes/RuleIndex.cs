using System.Text;
using Fairlead.Secrets.Algorithms;

namespace Fairlead.Secrets.Lanes;

/// <summary>By what each rule is found: the beginning of a token, the words beside a value, a literal, or nothing at all.</summary>
internal sealed class RuleIndex
{
    /// <summary>No secret of a known form is shorter; shorter values are found by their keywords.</summary>
    public const int MinRun = 16;

    private readonly NearWords?[] _near;

    public RuleIndex(IReadOnlyList<SecretRule> rules, TimeSpan longestLook)
    {
        Rules = new CompiledRule[rules.Count];
        Parallel.For(0, rules.Count, order => Rules[order] = new CompiledRule(rules[order], order, longestLook));
        Prefixes = new PrefixTable(
            Rules.Where(rule => rule.LeadingRun >= MinRun).SelectMany(rule => rule.Prefixes.Select(prefix => (prefix, rule.Order))));

        var values = Rules.Where(rule => rule.Value is not null).ToList();
        var words = new Dictionary<string, int>(StringComparer.Ordinal);
        var rulesOfWord = RulesByWord(values, words);
        foreach (var rule in values)
            rule.With = [.. rule.Value!.With.Select(word => NumberOf(word, words))];

        WordCount = words.Count;
        RulesOfWord = [.. Enumerable.Range(0, words.Count).Select(word => rulesOfWord.TryGetValue(word, out var list) ? list.ToArray() : [])];

        var literals = new SortedDictionary<string, List<int>>(StringComparer.Ordinal);
        foreach (var rule in Rules)
        {
            foreach (var literal in LiteralsOf(rule))
                Add(literals, literal, rule.Order);
        }

        ContextWords? context = null;
        Literals? found = null;
        _near = new NearWords?[4];
        Parallel.Invoke(
            () => context = new ContextWords([.. words.Keys], RuleWords.Anywhere),
            () => found = literals.Count == 0 ? null : new Literals([.. literals.Keys]),
            () => _near[0] = Near(values.Where(rule => !rule.Value!.NeedsOperator && rule.Value.LettersAllowed), rule => rule.Keywords),
            () => _near[1] = Near(values.Where(rule => !rule.Value!.NeedsOperator), rule => rule.Keywords),
            () => _near[2] = Near(values.Where(rule => rule.Value!.LettersAllowed), rule => rule.Keywords),

            // Of a thousand keywords some stand nearly everywhere; what must stand with them is a hundred words.
            () => _near[3] = Near(values, rule => rule.With.Count == 0 ? rule.Keywords : rule.With));
        Words = context!;
        Literals = found;
        RulesOfLiteral = [.. literals.Values.Select(list => list.ToArray())];
        Gates = [.. RulesOfLiteral.Select(list => list.Select(rule => Rules[rule].Algorithm).ToList() is [{ } first, ..] all
            && all.TrueForAll(one => one?.GetType() == first.GetType()) ? first : null)];
        Everywhere = [.. Rules.Where(rule => rule.Algorithm is { Literals.Count: 0 })];
    }

    public CompiledRule[] Rules { get; }

    public PrefixTable Prefixes { get; }

    /// <summary>All words of value rules.</summary>
    public ContextWords Words { get; }

    public int WordCount { get; }

    public int[][] RulesOfWord { get; }

    /// <summary>Of which words one stands near each value that can count there; <see langword="null"/>: none can.</summary>
    public NearWords? WordsNear(bool hasOperator, bool hasDigit) => _near[(hasOperator ? 2 : 0) | (hasDigit ? 1 : 0)];

    public Literals? Literals { get; }

    public int[][] RulesOfLiteral { get; }

    /// <summary>Speaks for all rules of a literal; <see langword="null"/>: they are of several kinds.</summary>
    public SecretAlgorithm?[] Gates { get; }

    /// <summary>What is asked once for each text.</summary>
    public CompiledRule[] Everywhere { get; }

    private static Dictionary<int, List<int>> RulesByWord(List<CompiledRule> values, Dictionary<string, int> words)
    {
        var rules = new Dictionary<int, List<int>>();
        foreach (var rule in values)
        {
            foreach (var keyword in rule.Value!.Keywords.Distinct())
                Add(rules, NumberOf(keyword, words), rule.Order);
        }

        return rules;
    }

    private static int NumberOf(string word, Dictionary<string, int> words)
    {
        if (!words.TryGetValue(word, out var number))
            words.Add(word, number = words.Count);
        return number;
    }

    private static void Add<TKey>(IDictionary<TKey, List<int>> lists, TKey key, int rule)
    {
        if (!lists.TryGetValue(key, out var list))
            lists.Add(key, list = []);
        list.Add(rule);
    }

    /// <returns><see langword="null"/>: there is no such rule.</returns>
    private static NearWords? Near(IEnumerable<CompiledRule> rules, Func<SecretShape.Value, IReadOnlyList<string>> words) =>
        rules.SelectMany(rule => words(rule.Value!)).Distinct().ToList() is { Count: > 0 } all ? new NearWords(all) : null;

    /// <summary>What must be looked for by its text because it begins with too short a run.</summary>
    private static IEnumerable<string> LiteralsOf(CompiledRule rule) => rule switch
    {
        { Regex: not null } => ((SecretShape.Regex)rule.Rule.Shape).Keywords,
        { Algorithm: { } algorithm } => algorithm.Literals,
        { LeadingRun: >= MinRun } => [],
        { Value: { } value } => value.Keywords.Where(keyword => keyword.Length >= Lanes.Literals.MinLength),
        _ => rule.Prefixes.Where(prefix => prefix.Length >= Lanes.Literals.MinLength).Select(prefix => Encoding.UTF8.GetString(prefix).ToLowerInvariant()),
    };
}
