using System.Globalization;
using Fairlead.Secrets.Rules;
using Tomlyn.Parsing;
using Tomlyn.Syntax;

namespace Fairlead.Secrets.Importing;

/// <summary>Reads TOML as the same tree of values with their places that YAML is read as.</summary>
internal static class RuleToml
{
    private sealed class Table(long line)
    {
        public long Line { get; } = line;

        public Dictionary<string, object> Values { get; } = new(StringComparer.Ordinal);
    }

    private sealed class TableArray
    {
        public List<Table> Tables { get; } = [];
    }

    /// <exception cref="SecretRuleException">The text is no TOML.</exception>
    public static RuleYaml Read(string file, string text)
    {
        var document = SyntaxParser.Parse(text, file);
        if (document.HasErrors)
        {
            var first = document.Diagnostics.First(message => message.Kind == DiagnosticMessageKind.Error);
            throw new SecretRuleException(file, first.Span.Start.Line + 1, first.Message.TrimEnd('.') + ".");
        }

        var root = new Table(1);
        foreach (var value in document.KeyValues)
            Put(file, root, value);
        foreach (var table in document.Tables)
        {
            var path = PathOf(table.Name!);
            var owner = Walk(file, root, path[..^1], LineOf(table));
            var inside = new Table(LineOf(table));
            if (table is TableArraySyntax)
            {
                if (!owner.Values.TryGetValue(path[^1], out var there))
                    owner.Values.Add(path[^1], there = new TableArray());
                (there as TableArray ?? throw Twice(file, path[^1], LineOf(table))).Tables.Add(inside);
            }
            else if (!owner.Values.TryGetValue(path[^1], out var there))
            {
                owner.Values.Add(path[^1], inside);
            }
            else
            {
                inside = there as Table ?? throw Twice(file, path[^1], LineOf(table));
            }

            foreach (var value in table.Items)
                Put(file, inside, value);
        }

        return Tree(root);
    }

    private static Table Walk(string file, Table from, string[] path, long line)
    {
        foreach (var name in path)
        {
            if (!from.Values.TryGetValue(name, out var there))
                from.Values.Add(name, there = new Table(line));
            from = there switch
            {
                Table table => table,
                TableArray { Tables: [.., var last] } => last,
                _ => throw Twice(file, name, line),
            };
        }

        return from;
    }

    private static void Put(string file, Table into, KeyValueSyntax value)
    {
        var path = PathOf(value.Key!);
        if (!Walk(file, into, path[..^1], LineOf(value)).Values.TryAdd(path[^1], Value(file, value.Value!)))
            throw Twice(file, path[^1], LineOf(value));
    }

    private static object Value(string file, ValueSyntax value)
    {
        switch (value)
        {
            case ArraySyntax array:
                return new RuleYaml(LineOf(value), null, [.. array.Items.Select(item => Tree(Value(file, item.Value!)))], null);
            case InlineTableSyntax inline:
                var table = new Table(LineOf(value));
                foreach (var item in inline.Items)
                    Put(file, table, item.KeyValue!);
                return table;
            case StringValueSyntax text:
                return new RuleYaml(LineOf(value), text.Value ?? "", null, null);
            case IntegerValueSyntax number:
                return new RuleYaml(LineOf(value), number.Value.ToString(CultureInfo.InvariantCulture), null, null);
            case FloatValueSyntax number:
                return new RuleYaml(LineOf(value), number.Value.ToString(CultureInfo.InvariantCulture), null, null);
            case BooleanValueSyntax flag:
                return new RuleYaml(LineOf(value), flag.Value ? "true" : "false", null, null);
            default:
                return new RuleYaml(LineOf(value), value.ToString().Trim(), null, null);
        }
    }

    private static RuleYaml Tree(object value) => value switch
    {
        RuleYaml done => done,
        Table table => new RuleYaml(table.Line, null, null, table.Values.ToDictionary(pair => pair.Key, pair => Tree(pair.Value), StringComparer.Ordinal)),
        TableArray array => new RuleYaml(array.Tables[0].Line, null, [.. array.Tables.Select(Tree)], null),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static string[] PathOf(KeySyntax key) => [Name(key.Key!), .. key.DotKeys.Select(dot => Name(dot.Key!))];

    private static string Name(BareKeyOrStringValueSyntax key) => key is StringValueSyntax text ? text.Value ?? "" : ((BareKeySyntax)key).Key?.Text ?? "";

    private static long LineOf(SyntaxNodeBase node) => node.Span.Start.Line + 1;

    private static SecretRuleException Twice(string file, string name, long line) => new(file, line, $"'{name}' stands twice.");
}
