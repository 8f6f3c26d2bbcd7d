using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Fairlead.Secrets.Rules;

/// <summary>A value of a rule file with its place: a text, a list or a map.</summary>
internal sealed record RuleYaml(long Line, string? Text, IReadOnlyList<RuleYaml>? List, IReadOnlyDictionary<string, RuleYaml>? Map)
{
    private const int MaxDepth = 8;

    /// <exception cref="SecretRuleException">The text is no YAML, or YAML of a kind that rules do not need.</exception>
    public static RuleYaml Read(string file, TextReader text)
    {
        var parser = new Parser(text);
        try
        {
            parser.Consume<StreamStart>();
            if (!parser.TryConsume<DocumentStart>(out _))
                throw new SecretRuleException(file, 1, "The file is empty.");

            var value = Read(file, parser, 0);
            parser.Consume<DocumentEnd>();
            if (!parser.Accept<StreamEnd>(out var next))
                throw new SecretRuleException(file, parser.Current?.Start.Line ?? 1, "The file holds more than one document.");

            return value;
        }
        catch (YamlException e)
        {
            throw new SecretRuleException(file, e.Start.Line, e.InnerException?.Message ?? e.Message);
        }
    }

    private static RuleYaml Read(string file, Parser parser, int depth)
    {
        var line = parser.Current?.Start.Line ?? 1;
        if (depth > MaxDepth)
            throw new SecretRuleException(file, line, $"The file is nested deeper than {MaxDepth}.");

        if (parser.TryConsume<Scalar>(out var scalar))
            return new RuleYaml(line, scalar.Value, null, null);

        if (parser.TryConsume<SequenceStart>(out _))
        {
            var list = new List<RuleYaml>();
            while (!parser.TryConsume<SequenceEnd>(out _))
                list.Add(Read(file, parser, depth + 1));
            return new RuleYaml(line, null, list, null);
        }

        if (!parser.TryConsume<MappingStart>(out _))
            throw new SecretRuleException(file, line, "Aliases have no use in a rule file.");

        var map = new Dictionary<string, RuleYaml>(StringComparer.Ordinal);
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var key = parser.Consume<Scalar>();
            if (!map.TryAdd(key.Value, Read(file, parser, depth + 1)))
                throw new SecretRuleException(file, key.Start.Line, $"'{key.Value}' stands twice.");
        }

        return new RuleYaml(line, null, null, map);
    }
}
