using Fairlead.Cli.Commands;
using Fairlead.Cli.Configurations;
using Fairlead.Secrets.Allowing;
using Fairlead.Secrets.Importing;
using Fairlead.Secrets.Rules;

namespace Fairlead.Cli.Secrets;

/// <summary>Files that say what may stand where it stands.</summary>
internal static class AllowFiles
{
    /// <exception cref="CommandFailedException">A file cannot be read or taken.</exception>
    public static async Task<IReadOnlyList<AllowList>> ReadAsync(IReadOnlyList<string> files, CancellationToken ct)
    {
        var allow = new List<AllowList>();
        foreach (var file in files)
        {
            var text = await YamlFile.OfAsync(file, ct);
            try
            {
                allow.AddRange(AnyRuleFile.ReadAllow(text.Name, text.Text));
            }
            catch (SecretRuleException e)
            {
                throw new CommandFailedException(ExitCode.BadData, e.Message, e);
            }
        }

        return allow;
    }
}
