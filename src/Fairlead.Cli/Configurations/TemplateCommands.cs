using System.CommandLine;
using Fairlead.Cli.Commands;
using Fairlead.Cli.Server;
using Fairlead.Cli.Terminal;
using Fairlead.Client;
using Fairlead.Client.Tickets;

namespace Fairlead.Cli.Configurations;

/// <summary>How tickets read.</summary>
internal static class TemplateCommands
{
    private static readonly Argument<string> Name = new("NAME") { Description = "Name of the template, as template list shows it" };

    private static readonly Argument<string?> Which = new("NAME")
    {
        Description = "Name of the template; without it that of the configuration",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<string[]> Findings = new("--finding")
    {
        Description = "Ids of the findings, as finding list shows them; they make one ticket",
        HelpName = "ID",
        Required = true,
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<string?> Configuration = new("--configuration")
    {
        Description = "Whose template is shown where none is named",
        HelpName = "NAME",
    };

    private static readonly Option<string?> Text = new("--file", "-f")
    {
        Description = "A file with a template that is not saved yet, as under template: in a configuration, or - for standard input",
        HelpName = "FILE",
    };

    private static readonly Option<bool> AsWiki = new("--wiki") { Description = "Show the wiki markup that Data Center gets, cut to what it takes" };

    public static TaughtCommand Create() =>
        new TaughtCommand(
            "template",
            "How tickets read: the templates that come with Fairlead, what they may hold, and how they come out.",
            new Example("Which there are", "fairlead template list"),
            new Example("See one on a finding of yours", "fairlead template preview registry-scan --finding ID"))
        {
            Notes = ["A configuration takes one with: template: NAME. docs/templates.md tells how to write your own."],
        }
            .Has(List(), Show(), Placeholders(), Preview());

    private static TaughtCommand List() => new Declared("template").List(
        "List the templates that come with Fairlead.",
        "There are no templates.",
        (client, ct) => client.Tickets.TemplatesAsync(ct),
        ListingOf);

    private static TaughtCommand Show() =>
        new TaughtCommand(
            "show",
            "Print a template as YAML, to be copied into a configuration and changed.",
            new Example("Start your own from it", "fairlead template show registry-scan"))
            .Takes(Name, CommonOptions.Json)
            .TakesServer(ServerOptions.All)
            .Does((invocation, ct) => ServerSession.UseAsync(
                invocation,
                async session =>
                {
                    var template = await session.Client.Tickets.TemplateAsync(invocation.Get(Name), ct);
                    if (invocation.Get(CommonOptions.Json))
                        Answers.Json(invocation.Screen, template);
                    else
                        Write(invocation.Screen, template);
                    return ExitCode.Done;
                },
                ct));

    private static TaughtCommand Placeholders() =>
        new TaughtCommand(
            "placeholders",
            "List what a template may hold: where, what it stands for, and an example.",
            new Example("What may be written where", "fairlead template placeholders"))
            .Takes(CommonOptions.Json)
            .TakesServer(ServerOptions.All)
            .Does((invocation, ct) => ServerSession.UseAsync(
                invocation,
                async session =>
                {
                    Answers.List(
                        invocation.Screen, invocation.Get(CommonOptions.Json), await session.Client.Tickets.PlaceholdersAsync(ct), "There are no placeholders.",
                        items => ListingOf(invocation.Screen, items));
                    return ExitCode.Done;
                },
                ct));

    private static TaughtCommand Preview() =>
        new TaughtCommand(
            "preview",
            "Show what the issue of findings would say. Nothing is stored or sent, and Jira is not asked.",
            new Example("A template that comes with Fairlead", "fairlead template preview secret --finding ID"),
            new Example("One that you are writing", "fairlead template preview --file mine.yaml --finding ID"),
            new Example("A configuration's own", "fairlead template preview --configuration payments --finding ID"))
            .Takes(Which, Findings, Text, Configuration, AsWiki, CommonOptions.Json)
            .TakesServer(ServerOptions.All)
            .Does((invocation, ct) => ServerSession.UseAsync(
                invocation,
                async session =>
                {
                    var preview = await PreviewAsync(invocation, session, ct);
                    if (invocation.Get(CommonOptions.Json))
                        Answers.Json(invocation.Screen, preview);
                    else
                        Write(invocation.Screen, preview, invocation.Get(AsWiki));
                    return ExitCode.Done;
                },
                ct));

    private static async Task<TemplatePreviewResponse> PreviewAsync(Invocation invocation, ServerSession session, CancellationToken ct)
    {
        var request = RequestOf(invocation);
        if (invocation.Get(Text) is not { } name)
            return await session.Client.Tickets.PreviewTemplateAsync(request, ct);
        if (request.Template is not null)
            throw new CommandFailedException(ExitCode.Usage, "Name a template or give --file, not both.");
        var file = await YamlFile.OfAsync(name, ct);
        return await file.ShowAsync(invocation.Screen, yaml => session.Client.Tickets.PreviewTemplateAsync(request with { Yaml = yaml }, ct));
    }

    private static TemplatePreviewRequest RequestOf(Invocation invocation) => new(
        invocation.Get(Findings) ?? [], invocation.Get(Which) is { } name ? new TemplateBody(Use: name) : null, invocation.Get(Configuration));

    private static void Write(Screen screen, TemplatePreviewResponse preview, bool asWiki)
    {
        screen.Out.WriteLine(InertText.OneLine(preview.Summary).In(Colour.Bold, screen));
        screen.Out.WriteLine();
        foreach (var line in (asWiki ? preview.WikiMarkup : preview.Description).Split('\n'))
            screen.Out.WriteLine(InertText.OneLine(line));
        if (preview.Remark is { } remark)
            screen.Warn(remark);
    }

    private static void Write(Screen screen, ShippedTemplateResponse template)
    {
        screen.Out.WriteLine($"# {InertText.OneLine(template.Title)}. {InertText.OneLine(template.About)}");
        if (template.GroupBy.Count > 0)
            screen.Out.WriteLine($"# Goes with: groupBy: [{string.Join(", ", template.GroupBy.Select(word => InertText.OneLine(word)))}]");
        screen.Out.WriteLine($"# As it stands: template: {InertText.OneLine(template.Name)}");
        screen.Out.Write(YamlText.Of(new { template.Template }));
    }

    private static Listing ListingOf(Screen screen, IReadOnlyList<ShippedTemplateResponse> templates)
    {
        var listing = new Listing(screen, "NAME", "FOR", "GROUPED BY", "ABOUT");
        foreach (var template in templates)
        {
            listing.Row(
                template.Name, template.Kinds.Count == 0 ? "everything" : string.Join(", ", template.Kinds.Select(k => Words.Of(k))),
                string.Join(", ", template.GroupBy), template.About);
        }

        return listing;
    }

    private static Listing ListingOf(Screen screen, IReadOnlyList<PlaceholderResponse> placeholders)
    {
        var listing = new Listing(screen, "WHERE", "PLACEHOLDER", "MEANING", "EXAMPLE");
        foreach (var placeholder in placeholders)
            listing.Row(placeholder.Where, placeholder.Placeholder, placeholder.Meaning, placeholder.Example);
        return listing;
    }
}
