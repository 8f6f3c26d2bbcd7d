using Fairlead.Jira.RichText;

namespace Fairlead.Jira.Tests.RichText;

/// <summary>Random documents, legal and not, with hostile text; the same for the same seed.</summary>
internal sealed class RichTextGenerator(int seed)
{
    private static readonly string[] Texts =
    [
        "", " ", "plain words", "line\nbreak", "\n\n", "CVE-2024-3094", "snake_case_name", "C:\\temp\\x", "a\\\\b", "\\", "{code}", "{noformat}",
        "{html}<script>alert(1)</script>{html}", "[~admin]", "!http://evil.example/x.png!", "[x|http://evil.example]", "http://evil.example/a",
        "h1. title", "bq. quote", "* item", "# item", "- item", "----", "||h||", "|c|", "*bold* _em_ -strike- +u+ ^s^ ~t~ ??c??", "{{mono}}",
        "&lt;b&gt; &amp; &#42;", "(x) (!) (on) :) ;)", "mailto:a@b.example", "\u0000nul", "\uD800lone", "emoji 🙂", "{color:red}x{color}", "a|b}c{d",
        "trailing\\", "}}", "{", "h1.", "@mention", "\u202Ertl", "\ttab", "very " + "long ", "{panel:title=x}y{panel}",
    ];

    private readonly Random _random = new(seed);

    public RichDocument Document() => new(Blocks(0, 6));

    private List<RichBlock> Blocks(int depth, int max) => [.. Enumerable.Range(0, _random.Next(0, max)).Select(_ => Block(depth))];

    private RichBlock Block(int depth) => _random.Next(depth > 4 ? 4 : 10) switch
    {
        0 => new RichBlock.Paragraph(Inlines()),
        1 => new RichBlock.Heading(_random.Next(-1, 9), Inlines()),
        2 => new RichBlock.CodeBlock(Text(), _random.Next(3) switch { 0 => null, 1 => "python", _ => "weird lang{}" }),
        3 => new RichBlock.Rule(),
        4 => new RichBlock.BulletList(Items(depth)),
        5 => new RichBlock.OrderedList(Items(depth), _random.Next(-2, 5)),
        6 => new RichBlock.Quote(Blocks(depth + 1, 4)),
        7 => new RichBlock.Panel((PanelKind)_random.Next(6), Blocks(depth + 1, 4)),
        8 => new RichBlock.Table([.. Enumerable.Range(0, _random.Next(0, 4)).Select(_ => Row(depth))]),
        _ => new RichBlock.Expand(Text(), Blocks(depth + 1, 4)),
    };

    private List<RichListItem> Items(int depth) =>
        [.. Enumerable.Range(0, _random.Next(0, 4)).Select(_ => new RichListItem(Blocks(depth + 1, 3)))];

    private RichTableRow Row(int depth) =>
        new([.. Enumerable.Range(0, _random.Next(0, 4)).Select(_ => new RichTableCell(Blocks(depth + 1, 3), _random.Next(3) == 0))]);

    private List<RichInline> Inlines() => [.. Enumerable.Range(0, _random.Next(0, 5)).Select(_ => Inline())];

    private RichInline Inline() => _random.Next(6) switch
    {
        0 => new RichInline.LineBreak(),
        1 => new RichInline.Status(Text(), (StatusColour)_random.Next(6)),
        _ => new RichInline.Text(Text(), (RichMarks)_random.Next(16), Link()),
    };

    private string Text() => Texts[_random.Next(Texts.Length)];

    private string? Link() => _random.Next(8) switch
    {
        0 => "https://example.com/a?b=c#d",
        1 => "javascript:alert(1)",
        2 => "https://example.com/a]b|c}",
        3 => "mailto:someone@example.com",
        4 => "data:text/html,x",
        _ => null,
    };
}
