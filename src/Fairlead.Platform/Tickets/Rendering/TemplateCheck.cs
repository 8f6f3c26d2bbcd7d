using System.Text.RegularExpressions;
using Fairlead.Kernel.Text;

namespace Fairlead.Platform.Tickets.Rendering;

/// <summary>
/// Reads the placeholders of a template before the engine ever sees it: known words, <c>if</c>, <c>unless</c> and <c>each</c>,
/// properly nested. No partials, no raw output, no helpers: nothing that could run or reach anything.
/// </summary>
internal sealed partial class TemplateCheck
{
    /// <summary>The one value that a link may have as its address.</summary>
    private const string Address = "group.url";

    private const string PlaceText = $"{{{{{Template.Place}}}}}";
    private const int MaxDepth = 8;
    private const int MaxEach = 2;
    private static readonly string[] LoopWords = ["@index", "@first", "@last"];
    private readonly string _part;
    private readonly string _source;
    private readonly List<TemplateFault> _faults = [];
    private readonly Stack<Block> _blocks = new();
    private bool _writesSomething;

    private TemplateCheck(string part, string source) => (_part, _source) = (part, source);

    private bool IsDynamic => _part == "dynamic";

    private int Places { get; set; }

    private bool IsNew { get; init; }

    /// <param name="isNew">As somebody writes it: also what does no harm, but is not what they mean.</param>
    public static IReadOnlyList<TemplateFault> Faults(Template template, bool isNew = false)
    {
        var body = new TemplateCheck("body", template.Body) { IsNew = isNew };
        List<TemplateFault> faults = [.. new TemplateCheck("summary", template.Summary).Run(), .. body.Run()];
        if (template.Dynamic is { } dynamic)
        {
            faults.AddRange(new TemplateCheck("dynamic", dynamic) { IsNew = isNew }.Run());
            if (body.Places == 0)
                faults.Add(new TemplateFault("dynamic", 1, 1, "The body has no place for it.", $"Write {PlaceText} on a line of its own in body."));
        }
        else if (body.Places > 0)
        {
            faults.Add(new TemplateFault("body", 1, 1, $"It says {PlaceText}, and the template has no dynamic part.", "Add dynamic: with what is written for each object."));
        }

        return faults;
    }

    private List<TemplateFault> Run()
    {
        if (string.IsNullOrWhiteSpace(_source))
            Fault(0, "The template is empty.", null);
        if (_source.Length > Template.MaxSourceLength)
        {
            Fault(0, $"The template is longer than {Template.MaxSourceLength} characters.", null);
            return _faults;
        }

        var textFrom = 0;
        for (var at = _source.IndexOf("{{", StringComparison.Ordinal); at >= 0;)
        {
            _writesSomething |= !string.IsNullOrWhiteSpace(_source[textFrom..at]);
            var end = _source.IndexOf("}}", at + 2, StringComparison.Ordinal);
            if (end < 0)
            {
                Fault(at, "The placeholder is not closed.", "Close it with }}.");
                break;
            }

            Tag(at, end + 2, _source[(at + 2)..end]);
            textFrom = end + 2;
            at = _source.IndexOf("{{", end + 2, StringComparison.Ordinal);
        }

        _writesSomething |= !string.IsNullOrWhiteSpace(_source[textFrom..]);
        foreach (var open in _blocks)
            Fault(open.At, $"The block {{{{#{open.Kind}}}}} is not closed.", $"Close it with {{{{/{open.Kind}}}}}.");
        CheckSingleBraces();
        if (_part == "summary" && !_writesSomething && _faults.Count == 0)
            Fault(0, "The template writes nothing.", $"Put in a text or a placeholder: {string.Join(", ", TemplateWords.Top)}.");
        return _faults;
    }

    /// <summary>A known placeholder with one brace would be printed as it stands.</summary>
    private void CheckSingleBraces()
    {
        foreach (var match in SingleBraces().EnumerateMatches(_source))
        {
            var end = match.Index + match.Length;
            if ((match.Index > 0 && _source[match.Index - 1] == '{') || (end < _source.Length && _source[end] == '}'))
                continue;
            var word = _source[(match.Index + 1)..(end - 1)].Trim();
            // A word of another part is meant as one, too.
            if (Words.Contains(word) || TemplateWords.Elsewhere.ContainsKey(word) || word == Template.Place)
                Fault(match.Index, $"{{{word}}} would be printed as it stands.", $"Write {{{{{word}}}}} with two braces.");
            else if (Words.Contains($"group.{word}"))
                Fault(match.Index, $"{{{word}}} would be printed as it stands.", $"Write {{{{group.{word}}}}} with two braces.");
        }
    }

    private void Tag(int at, int end, string inner)
    {
        var text = inner.Trim();
        if (inner.StartsWith('!'))
            return;
        if (inner.StartsWith('{') || text.StartsWith('&'))
            Fault(at, "Raw output is not allowed; every value is put in as text.", "Write {{name}} with two braces.");
        else if (text.StartsWith('#'))
            Open(at, text[1..]);
        else if (text.StartsWith('/'))
            Close(at, text[1..].Trim());
        else if (text == "else")
            Else(at);
        else
            Output(at, end, text);
    }

    private void Output(int at, int end, string text)
    {
        _writesSomething = true;
        if (text == Template.Place && _part == "body")
            TakePlace(at, end);
        else if (text.Length == 0)
            Fault(at, "The placeholder is empty.", Known);
        else if (IsNew && text != Address && IsInAddress(at))
            Fault(at, $"{{{{{Shown(text)}}}}} stands in the address of a link, which is left out then.", $"Write the address up to the host and a slash, such as [rule](https://wiki.example/{{{{{Shown(text)}}}}}); only {{{{{Address}}}}} may be a whole address.");
        else
            Word(at, text, LoopWords.Contains(text) && InEach);
    }

    /// <summary>Of a link in Markdown, where no value may stand.</summary>
    private bool IsInAddress(int at)
    {
        var before = _source.AsSpan(0, at);
        var from = before.LastIndexOf("](");
        if (from < 0 || before[(from + 2)..].IndexOfAny(')', ' ', '\n') >= 0)
            return false;
        var address = before[(from + 2)..];
        var value = address.IndexOf("{{", StringComparison.Ordinal);
        return !AddressText.MayLead(address[..(value < 0 ? address.Length : value)].ToString(), isWhole: false);
    }

    private void TakePlace(int at, int end)
    {
        Places++;
        if (Places > 1)
            Fault(at, $"{PlaceText} stands there twice.", "Leave one.");
        if (InEach)
            Fault(at, $"{PlaceText} is within a list.", "Put it outside of {{#each}}.");
        if (!IsAloneOnLine(at, end))
            Fault(at, $"{PlaceText} must be on a line of its own.", null);
    }

    private bool IsAloneOnLine(int at, int end)
    {
        var before = _source.AsSpan(0, at);
        var after = _source.AsSpan(end);
        var lineEnd = after.IndexOf('\n');
        return before[(before.LastIndexOf('\n') + 1)..].IsWhiteSpace() && (lineEnd < 0 ? after : after[..lineEnd]).IsWhiteSpace();
    }

    private void Open(int at, string text)
    {
        var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var kind = words.Length > 0 ? words[0] : "";
        if (kind is not ("if" or "unless" or "each"))
            Fault(at, $"There is no block \"{Shown(kind)}\".", "Use #if, #unless or #each.");
        else if (words.Length != 2)
            Fault(at, $"#{kind} takes exactly one name.", $"Write {{{{#{kind} name}}}}.");
        else if (kind != "each")
            Word(at, words[1], IsList(words[1]) || (InEach && LoopWords.Contains(words[1])));
        else if (!IsList(words[1]))
            Fault(at, $"\"{Shown(words[1])}\" is not a list here.", $"Lists here: {string.Join(", ", Lists)}.");

        if (_blocks.Count >= MaxDepth)
            Fault(at, $"Blocks are nested more than {MaxDepth} deep.", null);
        var scope = kind == "each" && words.Length == 2 ? words[1] == "findings" ? Scope.Finding : Scope.Text : CurrentScope;
        _blocks.Push(new Block(kind, at, scope));
        if (kind == "each" && _blocks.Count(b => b.Kind == "each") > MaxEach)
            Fault(at, $"Lists are nested more than {MaxEach} deep.", null);
    }

    private void Close(int at, string kind)
    {
        if (_blocks.TryPeek(out var open) && open.Kind == kind)
            _blocks.Pop();
        else
            Fault(at, $"{{{{/{Shown(kind)}}}}} closes nothing that is open here.", null);
    }

    private void Else(int at)
    {
        if (!_blocks.TryPeek(out _))
            Fault(at, "{{else}} is outside every block.", null);
    }

    private void Word(int at, string word, bool isKnownOtherwise)
    {
        if (isKnownOtherwise || Words.Contains(word) || (CurrentScope != Scope.Text && LabelWords.Has(word, CurrentScope == Scope.Top)))
            return;
        if (TemplateWords.Elsewhere.TryGetValue(word, out var ours))
        {
            Fault(at, $"There is no placeholder \"{Shown(word)}\" here.", $"Fairlead calls it {{{{{Words.First(w => w == ours || w == $"group.{ours}")}}}}}.");
            return;
        }

        var near = Words.Select(w => (Word: w, Distance: NearMiss.Distance(w, word))).MinBy(w => w.Distance);
        Fault(
            at,
            $"There is no placeholder \"{Shown(word)}\" here.",
            near.Distance <= 3 ? $"Did you mean {{{{{near.Word}}}}}?" : Known);
    }

    private string Known => $"Placeholders here: {string.Join(", ", Words)}.";

    private bool InEach => _blocks.Any(b => b.Kind == "each");

    private Scope CurrentScope => _blocks.TryPeek(out var block) ? block.Scope : IsDynamic ? Scope.Object : Scope.Top;

    private IReadOnlyList<string> Words => CurrentScope switch
    {
        Scope.Top => TemplateWords.Top,
        Scope.Object => TemplateWords.OfObject,
        Scope.Finding => TemplateWords.OfFinding,
        _ => TemplateWords.OfText,
    };

    private IReadOnlyList<string> Lists => CurrentScope switch
    {
        Scope.Top => TemplateWords.TopLists,
        Scope.Object => TemplateWords.OfObjectLists,
        Scope.Finding => TemplateWords.FindingLists,
        _ => [],
    };

    private bool IsList(string word) => Lists.Contains(word);

    private static string Shown(string text) => Kernel.Text.PlainText.Cut(Kernel.Text.PlainText.OneLine(text) is { Length: > 0 } t ? t : "?", 80);

    private void Fault(int at, string message, string? fix)
    {
        if (_faults.Count >= 20)
            return;
        var before = _source.AsSpan(0, at);
        _faults.Add(new TemplateFault(_part, before.Count('\n') + 1, at - before.LastIndexOf('\n'), message, fix));
    }

    [GeneratedRegex(@"\{ ?[A-Za-z_.]+ ?\}", RegexOptions.NonBacktracking)]
    private static partial Regex SingleBraces();

    private enum Scope
    {
        Top,
        Object,
        Finding,
        Text,
    }

    private sealed record Block(string Kind, int At, Scope Scope);
}
