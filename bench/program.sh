# Sourced by the others: builds what they run, compiled ahead of time and set up as ./fairlead builds the program.
program=artifacts/bench/program
mkdir -p artifacts/bench
dotnet publish bench/Fairlead.Bench -c Release --nologo -v quiet -o "$program" -p:ArtifactsPath="$PWD/artifacts/bench/work" \
  -p:FairleadAheadOfTime=true -p:RunAnalyzers=false -p:GenerateDocumentationFile=false -p:DebugType=none >artifacts/bench/build.log 2>&1 \
  || { cat artifacts/bench/build.log >&2; exit 70; }
bench() { dotnet "$program/Fairlead.Bench.dll" "$@"; }
about() { echo "$*, $(nproc) cores, $(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -n 1), load $(cut -d' ' -f1 /proc/loadavg), $(date -u +%Y-%m-%d)"; }
