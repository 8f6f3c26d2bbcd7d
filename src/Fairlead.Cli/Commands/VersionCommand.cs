using System.Reflection;
using System.Runtime.InteropServices;
using Fairlead.Cli.Terminal;

namespace Fairlead.Cli.Commands;

internal static class VersionCommand
{
    public static TaughtCommand Create() =>
        new TaughtCommand(
            "version",
            "Show the version of Fairlead and of the runtime it runs on.",
            new Example("For a bug report", "fairlead version"),
            new Example("For a script", "fairlead version --json"))
            .Takes(CommonOptions.Json)
            .Does((invocation, _) =>
            {
                var version = typeof(VersionCommand).Assembly
                    .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
                var runtime = RuntimeInformation.FrameworkDescription;
                if (invocation.Get(CommonOptions.Json))
                    Answers.Json(invocation.Screen, new { Version = version, Runtime = runtime });
                else
                    invocation.Screen.Out.WriteLine($"fairlead {version} ({runtime})");
                return Task.FromResult(ExitCode.Done);
            });
}
