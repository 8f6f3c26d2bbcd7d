using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Fairlead.Jira.Issues;
using Fairlead.Jira.RichText;
using Fairlead.Kernel.Text;
using HandlebarsDotNet;

namespace Fairlead.Platform.Tickets.Rendering;

/// <summary>A configuration's template, compiled. Safe for concurrent use.</summary>
internal sealed class TicketRenderer
{
    private const int MaxOutput = 256 * 1024;
    private const string AttachedNotice = "All findings are in the attached file fairlead-findings.";
    private const string ClosedNotice = "*No finding of this issue itself is open any more: those that it names are closed.*";
    private const string CutNotice = $"{RichTextBudget.DefaultNotice} All of it is in the attached file fairlead-text.";
    private readonly TicketConfiguration _configuration;
    private readonly HandlebarsTemplate<TextWriter, object, object> _summary;
    private readonly HandlebarsTemplate<TextWriter, object, object> _standardSummary;
    private readonly HandlebarsTemplate<TextWriter, object, object> _body;
    private readonly ConcurrentDictionary<string, HandlebarsTemplate<TextWriter, object, object>> _texts = [];
    private readonly IHandlebars _engine = Handlebars.Create(new HandlebarsConfiguration { TextEncoder = new ValueTokens() });
    private readonly FieldResolver _fields;
    private readonly IReadOnlyList<string> _labels;

    /// <exception cref="ArgumentException">The template has faults; <see cref="TemplateCheck"/> names them.</exception>
    public TicketRenderer(TicketConfiguration configuration)
    {
        if (TemplateCheck.Faults(configuration.Template) is [var fault, ..])
            throw new ArgumentException($"{fault.Part} line {fault.Line}, column {fault.Column}: {fault.Message}", nameof(configuration));
        _configuration = configuration;
        _fields = new FieldResolver(configuration, this);
        _summary = Compile(_engine, configuration.Template.Summary);
        _standardSummary = Compile(_engine, Template.Default.Summary);
        var body = TemplateSource.BodyOf(configuration.Template);
        _body = Compile(_engine, body);
        _labels = LabelWords.In(string.Join('\n', [configuration.Template.Summary, body, .. configuration.Labels, .. configuration.Fields.SelectMany(f => f.Source.Texts)]));
    }

    /// <param name="findings">Open ones first; at least one.</param>
    /// <exception cref="TemplateLimitException">The template wrote too much.</exception>
    public RenderedTicket Render(TicketGroup group, IReadOnlyList<ContentFinding> findings)
    {
        var model = TicketModel.Of(_configuration, group, findings, _labels);
        var (markdown, values) = Write(_body, model.Values);
        if (group.Open == 0)
            markdown = $"{ClosedNotice}\n\n{markdown}";
        var full = MarkdownToRichText.ConvertTemplate(markdown, values, group.Url);
        var fit = RichTextBudget.Fit(full, notice: CutNotice);
        var leavesOut = fit.WasCut || model.Unnamed > 0 || model.Short.LeftOut(values);
        var document = leavesOut ? fit.Document.Append(new RichBlock.Paragraph([Rich.Emphasis(AttachedNotice)])) : fit.Document;
        var summary = SummaryOf(_summary, model.Values);
        var isStandard = summary.Length == 0;
        return new RenderedTicket(
            isStandard ? SummaryOf(_standardSummary, model.Values) : summary, document, ValueTokens.Resolve(markdown, values), HashOf(fit.WasCut ? full : document), _fields.Of(group, findings), isStandard)
        {
            LeavesOut = leavesOut,
            IsCut = fit.WasCut,
            Whole = full,
        };
    }

    /// <summary>The other fields alone.</summary>
    public ResolvedFields FieldsOf(TicketGroup group, IReadOnlyList<ContentFinding> findings) => _fields.Of(group, findings);

    /// <param name="markdown">Without placeholders.</param>
    public static RenderedTicket WithBody(RenderedTicket rendered, string markdown)
    {
        var (document, isCut) = DocumentOf(markdown);
        return rendered with { Description = document, Markdown = markdown, Whole = null, BodyHash = HashOf(document), LeavesOut = false, IsCut = isCut };
    }

    /// <summary>What Markdown without placeholders says, cut to what Jira takes.</summary>
    public static BudgetedDocument DocumentOf(string markdown) => RichTextBudget.Fit(MarkdownToRichText.ConvertText(Clean(markdown)), notice: CutNotice);

    /// <summary>As a summary is sent.</summary>
    public static string OneLine(string text) => PlainText.Cut(PlainText.OneLine(text), IssueDraft.MaxSummaryLength);

    /// <summary>A text with placeholders in a field, as plain text.</summary>
    public string RenderText(string template, TicketGroup group, IReadOnlyList<ContentFinding> findings)
    {
        if (!template.Contains("{{"))
            return template;
        var (text, values) = Write(_texts.GetOrAdd(template, t => Compile(_engine, t)), TicketModel.Of(_configuration, group, findings, _labels, tellsMore: false).Values);
        return ValueTokens.Resolve(text, values);
    }

    /// <summary>Markdown with placeholders in a field, as Markdown without: what was put in is escaped, and so stays text.</summary>
    public string RenderMarkdown(string template, TicketGroup group, IReadOnlyList<ContentFinding> findings)
    {
        if (!template.Contains("{{"))
            return template;
        var (markdown, values) = Write(_texts.GetOrAdd(template, t => Compile(_engine, t)), TicketModel.Of(_configuration, group, findings, _labels).Values);
        return RichTextToMarkdown.Write(MarkdownToRichText.ConvertTemplate(markdown, values, group.Url));
    }

    /// <returns>One line, also an empty one.</returns>
    private static string SummaryOf(HandlebarsTemplate<TextWriter, object, object> template, Dictionary<string, object?> model)
    {
        var (text, values) = Write(template, model);
        return OneLine(ValueTokens.Resolve(text, values));
    }

    private static (string Text, List<string> Values) Write(HandlebarsTemplate<TextWriter, object, object> template, object model)
    {
        var values = new List<string>();
        return (ValueTokens.Write(template, model, values, MaxOutput), values);
    }

    private static HandlebarsTemplate<TextWriter, object, object> Compile(IHandlebars engine, string source)
    {
        using var reader = new StringReader(LabelWords.Encode(Clean(source)));
        return engine.Compile(reader);
    }

    /// <summary>The two characters that frame a value's number must not come from anywhere else.</summary>
    private static string Clean(string source) =>
        PlainText.Clean(source).Replace(ValueTokens.Begin, ' ').Replace(ValueTokens.End, ' ').ReplaceLineEndings("\n");

    /// <summary>Wiki markup tells two documents apart as well as a document model would, in far fewer bytes.</summary>
    private static string HashOf(RichDocument document) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(WikiRenderer.Render(document))).AsSpan(0, 16));
}
