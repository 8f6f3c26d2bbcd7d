using System.CommandLine;
using System.Text;
using Fairlead.Cli.Commands;
using Fairlead.Cli.Reports;
using Fairlead.Cli.Server;
using Fairlead.Cli.Terminal;
using Fairlead.Client;
using Fairlead.Client.Tickets;

namespace Fairlead.Cli.Configurations;

internal static class ConfigurationApplyCommand
{
    private const int LargestFileBytes = 1 << 20;

    private static readonly Option<string> File = new("--file", "-f")
    {
        Description = "The YAML file, or - for standard input",
        HelpName = "FILE",
        Required = true,
    };

    public static TaughtCommand Create() =>
        new TaughtCommand(
            "apply",
            "Create or update the configurations in a YAML file, checked against the live Jira project. All of the file is applied, or nothing.",
            new Example("Put it in force; safe to repeat", "fairlead configuration apply -f tickets.yaml"),
            new Example("Start from an example", "cp docs/examples/tickets.yaml tickets.yaml"))
        {
            Notes = ["Every mistake in the file is listed with its line; the exit code is then 78."],
        }
            .Takes(File, CommonOptions.Json)
            .TakesServer(ServerOptions.All)
            .Does(ApplyAsync);

    private static async Task<ExitCode> ApplyAsync(Invocation invocation, CancellationToken ct)
    {
        var file = invocation.Get(File)!;
        var name = file == ReportInput.StandardInput ? "standard input" : file;
        var yaml = await ReadAsync(file, ct);
        return await ServerSession.UseAsync(
            invocation,
            async session =>
            {
                var applied = await ApplyAsync(invocation.Screen, session, name, yaml, ct);
                foreach (var warning in applied.Warnings)
                    invocation.Screen.Warn(Place(name, warning.Path, warning.Line, warning.Column) + warning.Message);
                if (invocation.Get(CommonOptions.Json))
                {
                    Answers.Json(invocation.Screen, applied);
                    return ExitCode.Done;
                }

                foreach (var (configuration, change, reach) in applied.Configurations)
                    invocation.Screen.Out.WriteLine($"{InertText.OneLine(configuration.Configuration.Name)}: {change}; {TextOf(reach)}");
                TellAutomatic(invocation.Screen, applied);
                return ExitCode.Done;
            },
            ct);
    }

    private static string TextOf(ConfigurationReach reach) => reach.Tickets == 0
        ? "no open finding passes its filter at present"
        : $"{reach.OpenFindings:N0} open {(reach.OpenFindings == 1 ? "finding" : "findings")} at present, in {reach.Tickets:N0} {(reach.Tickets == 1 ? "ticket" : "tickets")}";

    private static void TellAutomatic(Screen screen, ApplyConfigurationsResponse applied)
    {
        var names = applied.Configurations
            .Where(c => c.Change != "unchanged" && c.Configuration.Configuration is { Automatic: true, Enabled: true })
            .Select(c => c.Configuration.Configuration.Name)
            .ToList();
        if (names.Count > 0)
            screen.Note($"From now on a running server makes and updates the tickets of {string.Join(", ", names)} by itself. To switch that off, write \"automatic: false\" in the file and apply it again.");
    }

    private static async Task<ApplyConfigurationsResponse> ApplyAsync(
        Screen screen, ServerSession session, string name, string yaml, CancellationToken ct)
    {
        try
        {
            return await session.Client.Tickets.ApplyYamlAsync(yaml, ct);
        }
        catch (FairleadProblemException e) when (e.Problem.Status is 400 or 422 && e.Problem.Errors is { Count: > 0 } errors)
        {
            foreach (var error in errors)
                screen.Note(Place(name, error.Pointer, error.Line, error.Column) + error.Message);
            throw new CommandFailedException(
                ExitCode.Configuration,
                $"{name} is not applied: {e.Problem.Title.ToLowerInvariant()}, {errors.Count} {(errors.Count == 1 ? "mistake" : "mistakes")} listed above. Nothing was changed.",
                e);
        }
    }

    private static string Place(string name, string? path, int? line, int? column)
    {
        var file = line is null ? name : column is null ? $"{name}:{line}" : $"{name}:{line}:{column}";
        return string.IsNullOrEmpty(path) ? $"{file}: " : $"{file}: {path}: ";
    }

    private static async Task<string> ReadAsync(string name, CancellationToken ct)
    {
        await using var stream = await ReportInput.OpenAsync(name, ct);
        var bytes = new MemoryStream();
        var buffer = new byte[64 * 1024];
        while (await stream.ReadAsync(buffer, ct) is > 0 and var count)
        {
            bytes.Write(buffer, 0, count);
            if (bytes.Length > LargestFileBytes)
                throw new CommandFailedException(ExitCode.Configuration, $"{name} is larger than 1 MiB, which no configuration is.");
        }

        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes.ToArray()).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException e)
        {
            throw new CommandFailedException(ExitCode.Configuration, $"{name} is not UTF-8 text. Save it as UTF-8.", e);
        }
    }
}
