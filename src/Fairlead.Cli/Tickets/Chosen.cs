using System.CommandLine;
using Fairlead.Cli.Commands;
using Fairlead.Cli.Server;
using Fairlead.Client.Tickets;

namespace Fairlead.Cli.Tickets;

/// <summary>Which configurations a command works on: those named, or all that are enabled.</summary>
internal static class Chosen
{
    public static readonly Argument<string[]> Argument = new("CONFIGURATION")
    {
        Description = "Names or ids of configurations; all that are enabled when left out",
        Arity = ArgumentArity.ZeroOrMore,
    };

    /// <exception cref="CommandFailedException">A name that there is not, or nothing at all.</exception>
    public static async Task<IReadOnlyList<TicketConfigurationResponse>> FromAsync(
        Invocation invocation, ServerSession session, CancellationToken ct)
    {
        var all = await session.Client.Tickets.ConfigurationsAsync(ct);
        if (all.Count == 0)
        {
            throw new CommandFailedException(
                ExitCode.NoInput, "there is no ticket configuration, so nothing says what becomes a ticket. Start with: fairlead configuration apply --help");
        }

        var named = invocation.Get(Argument) ?? [];
        if (named.Length == 0)
            return [.. all.Where(c => c.Configuration.Enabled)];
        return
        [
            .. named.Select(name => Named.One(
                name, "configuration", all, c => c.Configuration.Name, c => c.Id.ToString(), "fairlead configuration list")),
        ];
    }
}
