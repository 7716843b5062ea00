"""How the names of places, colours, languages and pages of help are said, for who types letters into ``Ctrl+K``."""

from __future__ import annotations

SOUNDS = {
    "收件": "shou jian",
    "待办与时限": "dai ban yu shi xian",
    "发件": "fa jian",
    "查询": "cha xun",
    "打印与空白证照": "da yin yu kong bai zheng zhao",
    "同步与设备": "tong bu yu she bei",
    "来访": "lai fang",
    "交接与日结": "jiao jie yu ri jie",
    "统计": "tong ji",
    "登记本": "deng ji ben",
    "对账": "dui zhang",
    "浅色": "qian se",
    "深色": "shen se",
    "高对比": "gao dui bi",
    "颜色": "yan se",
    "主题": "zhu ti",
    "外观": "wai guan",
    "中文": "zhong wen",
    "语言": "yu yan",
    "整个窗口": "zheng ge chuang kou",
    "登录": "deng lu",
    "办件": "ban jian",
    "卷宗": "juan zong",
    "驿站首页": "yi zhan shou ye",
    "驿站收件": "yi zhan shou jian",
    "交给区里": "jiao gei qu li",
    "查进度": "cha jin du",
    "补打凭证": "bu da ping zheng",
    "该提醒谁": "gai ti xing shui",
    "离线记录": "li xian ji lu",
}
"""By name, syllable by syllable, as the index of the items has it for theirs: written down, since the dictionary
takes longer to load than a person waits for a letter.
"""
