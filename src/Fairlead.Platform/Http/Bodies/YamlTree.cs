using Fairlead.Kernel.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Fairlead.Platform.Http;

/// <summary>Why a YAML document was not taken.</summary>
internal enum YamlRefusal
{
    Malformed,
    TooComplex,
    HasAliases,
    HasTags,

    /// <summary>Well-formed, but not a configuration, or one that Jira would refuse.</summary>
    Invalid,

    /// <summary>Somebody else changed one of the configurations at the same time.</summary>
    Conflict,
}

/// <summary>One thing that is wrong, and where.</summary>
/// <param name="Line">1-based.</param>
/// <param name="Column">1-based.</param>
internal sealed record YamlFault(int Line, int Column, string Path, string Message, string? Fix);

/// <summary>A node of a document with its place.</summary>
internal abstract record YamlItem(int Line, int Column)
{
    /// <param name="IsPlain">Not quoted: only then is an empty or <c>null</c> scalar nothing.</param>
    public sealed record Scalar(string Text, bool IsPlain, int Line, int Column) : YamlItem(Line, Column);

    public sealed record List(IReadOnlyList<YamlItem> Items, int Line, int Column) : YamlItem(Line, Column);

    public sealed record Map(IReadOnlyList<(Scalar Key, YamlItem Value)> Entries, int Line, int Column) : YamlItem(Line, Column);
}

/// <summary>
/// Reads YAML event by event, never deeper or larger than it must: the library's own loader dies of ten thousand brackets.
/// No anchors, no aliases, no tags, no second document. Of a key that stands twice the first one counts, so that what else is wrong
/// can be told with it.
/// </summary>
internal sealed class YamlTree
{
    private const int MaxLength = 1 << 20;
    private const int MaxDepth = 32;
    private const int MaxNodes = 20_000;
    private const int MaxRepeated = 100;

    /// <summary>Of a key as a path shows it: paths of a large document must stay small.</summary>
    private const int MaxShownKey = 80;
    private readonly IParser _parser;

    /// <summary>The lines; null where there is no tab in any of them.</summary>
    private readonly string[]? _tabbed;
    private readonly List<YamlFault> _repeated = [];
    private int _nodes;

    private YamlTree(string text)
    {
        _parser = new Parser(new StringReader(text));
        _tabbed = text.Contains('\t') ? text.Split('\n') : null;
    }

    /// <returns>The document, and a fault for each key that stands twice.</returns>
    /// <exception cref="YamlRefusedException">It is not acceptable.</exception>
    public static (YamlItem Root, IReadOnlyList<YamlFault> Repeated) Read(string text)
    {
        if (text.Length > MaxLength)
            throw new YamlRefusedException(YamlRefusal.TooComplex, 1, 1, "The document is larger than 1 MB.");
        if (text.Contains('\0'))
            throw new YamlRefusedException(YamlRefusal.Malformed, 1, 1, "The document is not text in UTF-8.");
        try
        {
            var tree = new YamlTree(text);
            return (tree.ReadDocument(), tree._repeated);
        }
        catch (YamlException e)
        {
            throw YamlMistake.Of(text, (int)e.Start.Line, (int)e.Start.Column);
        }
    }

    private YamlItem ReadDocument()
    {
        _parser.Consume<StreamStart>();
        if (_parser.Accept<StreamEnd>(out _))
            throw new YamlRefusedException(YamlRefusal.Malformed, 1, 1, "The document is empty.");
        _parser.Consume<DocumentStart>();
        var root = ReadItem(1, "");
        if (_tabbed is not null && !_tabbed[root.Line - 1].TrimStart().StartsWith('{') && YamlMistake.InIndentation(_tabbed, root.Line, root.Line) is { } mistake)
            throw mistake;
        _parser.Consume<DocumentEnd>();
        if (!_parser.Accept<StreamEnd>(out _))
            throw Refused(YamlRefusal.Malformed, _parser.Current!, "There is a second document; write all in one document, as one list.");
        return root;
    }

    private YamlItem ReadItem(int depth, string path)
    {
        if (!_parser.MoveNextOrCurrent(out var current))
            throw new YamlRefusedException(YamlRefusal.Malformed, 1, 1, "The document ends too early.");
        if (depth > MaxDepth)
            throw Refused(YamlRefusal.TooComplex, current, $"Nested more than {MaxDepth} deep.");
        if (++_nodes > MaxNodes)
            throw Refused(YamlRefusal.TooComplex, current, $"More than {MaxNodes} values.");
        if (current is AnchorAlias)
            throw Refused(YamlRefusal.HasAliases, current, "Aliases (*name) are not allowed here; write the value out.");
        if (current is NodeEvent { Anchor.IsEmpty: false })
            throw Refused(YamlRefusal.HasAliases, current, "Anchors (&name) are not allowed here.");
        if (current is NodeEvent { Tag.IsEmpty: false })
            throw Refused(YamlRefusal.HasTags, current, "Tags (!name) are not allowed here.");
        return current switch
        {
            Scalar => ReadScalar(),
            SequenceStart start => ReadList(start, depth, path),
            MappingStart start => ReadMap(start, depth, path),
            _ => throw Refused(YamlRefusal.Malformed, current, "A value is expected here."),
        };
    }

    private YamlItem.Scalar ReadScalar()
    {
        var scalar = _parser.Consume<Scalar>();
        if (scalar.Style == ScalarStyle.Plain && _tabbed is not null && YamlMistake.InIndentation(_tabbed, (int)scalar.Start.Line + 1, (int)scalar.End.Line) is { } mistake)
            throw mistake;
        return new(scalar.Value, scalar.Style == ScalarStyle.Plain, (int)scalar.Start.Line, (int)scalar.Start.Column);
    }

    private YamlItem.List ReadList(SequenceStart start, int depth, string path)
    {
        _parser.Consume<SequenceStart>();
        var items = new List<YamlItem>();
        while (!_parser.TryConsume<SequenceEnd>(out _))
            items.Add(ReadItem(depth + 1, $"{path}[{items.Count}]"));
        return new(items, (int)start.Start.Line, (int)start.Start.Column);
    }

    private YamlItem.Map ReadMap(MappingStart start, int depth, string path)
    {
        _parser.Consume<MappingStart>();
        var entries = new List<(YamlItem.Scalar, YamlItem)>();
        var keys = new Dictionary<string, int>();
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            if (ReadItem(depth + 1, path) is not YamlItem.Scalar key)
                throw Refused(YamlRefusal.Malformed, start, "A key must be a plain word.");
            var shown = PlainText.Cut(PlainText.OneLine(key.Text), MaxShownKey);
            var at = path.Length == 0 ? shown : $"{path}.{shown}";
            var value = ReadItem(depth + 1, at);
            if (keys.TryAdd(key.Text, key.Line))
                entries.Add((key, value));
            else if (_repeated.Count < MaxRepeated)
                _repeated.Add(new(key.Line, key.Column, at, $"the key \"{PlainText.Shown(key.Text)}\" stands here twice", $"keep one; the first is on line {keys[key.Text]}"));
        }

        return new(entries, (int)start.Start.Line, (int)start.Start.Column);
    }

    private static YamlRefusedException Refused(YamlRefusal why, ParsingEvent at, string message) =>
        new(why, (int)at.Start.Line, (int)at.Start.Column, message);
}

/// <summary>A YAML document that is not read further.</summary>
internal sealed class YamlRefusedException(YamlRefusal why, int line, int column, string message) : Exception(message)
{
    public YamlRefusal Why { get; } = why;

    public YamlFault Fault { get; } = new(line, column, "", message, null);
}

internal static class ParserSteps
{
    /// <summary>The event at which the parser stands, moving to the first one where it has not begun.</summary>
    public static bool MoveNextOrCurrent(this IParser parser, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out ParsingEvent? current)
    {
        if (parser.Current is null && !parser.MoveNext())
        {
            current = null;
            return false;
        }

        current = parser.Current;
        return current is not null;
    }
}
